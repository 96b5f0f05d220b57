"""How a summary page looks: on light and dark screens, and on paper."""

from typing import Final

__all__ = ["STYLE"]

STYLE: Final = """
:root{color-scheme:light dark;--paper:#fdfcfa;--ink:#22211e;--soft:#66635c;--rule:#e5e1d9;
--main:#2c6169;--pale:#9bbabd;--mute:#c9c4b9;--bad:#a8431f;--odd:#8a6a12;--pause:#efe3c8}
@media (prefers-color-scheme:dark){:root{--paper:#191a19;--ink:#e9e6df;--soft:#a5a29a;
--rule:#343532;--main:#86bac0;--pale:#476a6e;--mute:#5b5a54;--bad:#ea8f68;--odd:#d8b452;
--pause:#40382a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.5 "Iowan Old Style",
"Palatino Linotype",Palatino,"URW Palladio L",P052,"Book Antiqua",Georgia,serif;
font-variant-numeric:lining-nums;font-kerning:normal;text-rendering:optimizeLegibility}
main{max-width:46rem;margin:0 auto;padding:4rem 1.5rem 5rem}
h1,h2{font-weight:400;line-height:1.2;text-wrap:balance}
h1{font-size:2.1rem;letter-spacing:-.012em;margin:.35rem 0 .6rem}
h2{font-size:1.2rem;margin:3.25rem 0 .35rem}
p{margin:.35rem 0;max-width:36rem;text-wrap:pretty}
.over,.under,.note,footer,dt,dd.why,th,summary,text{font-family:ui-sans-serif,system-ui,
-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif}
.over,.under,.note,footer,dd.why,th,summary{color:var(--soft);font-size:.82rem}
.over,.under,.note,td{overflow-wrap:anywhere}
.over{letter-spacing:.02em;margin:0}
.note{margin:.1rem 0 .9rem}
dl{display:grid;grid-template-columns:repeat(5,1fr);gap:1.1rem;margin:2.4rem 0 1.1rem}
dl div{min-width:0}
dt{font-size:.82rem;color:var(--soft);display:flex;align-items:center;gap:.42rem}
dt::before{content:"";width:.56rem;height:.56rem;border-radius:50%;background:var(--dot);
print-color-adjust:exact;-webkit-print-color-adjust:exact}
dd{margin:0}
dd.count{font-size:1.75rem;line-height:1.3;letter-spacing:-.01em;
font-variant-numeric:lining-nums tabular-nums}
dd.zero{color:var(--soft)}
dd.why{font-size:.76rem;line-height:1.35;hyphens:auto}
.is-accepted{--dot:var(--main)}.is-unchanged{--dot:var(--pale)}.is-superseded{--dot:var(--mute)}
.is-rejected{--dot:var(--bad)}.is-unknown{--dot:var(--odd)}
.is-rejected dd.some{color:var(--bad)}.is-unknown dd.some{color:var(--odd)}
svg{display:block;width:100%;height:auto;overflow:visible}
svg.shares{height:10px}
.accepted{fill:var(--main)}.unchanged{fill:var(--pale)}.superseded{fill:var(--mute)}
.rejected{fill:var(--bad)}.unknown{fill:var(--odd)}.nothing{fill:var(--rule)}
.line{fill:none;stroke:var(--main);stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}
.area{fill:var(--main);opacity:.13}
.rule{fill:none;stroke:var(--rule);stroke-width:1;shape-rendering:crispEdges}
.pause{fill:var(--pause)}.no{fill:var(--bad)}
text{fill:var(--soft);font-size:11.5px;font-variant-numeric:tabular-nums}
text.middle{text-anchor:middle}text.end{text-anchor:end}
.key{display:inline-block;width:.85rem;height:.7rem;margin:0 .35rem 0 0;vertical-align:-.04rem;
background:var(--pause);print-color-adjust:exact;-webkit-print-color-adjust:exact}
.tip{color:var(--bad);margin:0 .3rem 0 0;font-size:.7rem}
table{width:100%;border-collapse:collapse;margin:.6rem 0 0}
th{font-weight:400;text-align:left;padding:0 0 .35rem}
td{padding:.42rem 0;border-top:1px solid var(--rule);vertical-align:top;line-height:1.4}
th.number,td.number{text-align:right;width:3.6rem;padding-right:1.2rem;
font-variant-numeric:lining-nums tabular-nums}
details{margin:1rem 0 0}summary{cursor:pointer}
details td,details th{width:auto;padding-right:0}
details td{font-size:.82rem;padding:.2rem 0}
summary:focus-visible,pre:focus-visible{outline:2px solid var(--main);outline-offset:3px}
code{font-size:.86em}pre code{font-size:inherit}
pre{margin:.7rem 0 1rem;padding:.8rem 1rem;border:1px solid var(--rule);border-radius:4px;
font:.8rem/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;
white-space:pre-wrap;overflow-wrap:anywhere}
footer{margin:4rem 0 0;padding:.9rem 0 0;border-top:1px solid var(--rule)}
@media (max-width:36rem){body{font-size:16px}main{padding:2.2rem 1.1rem 3rem}
h1{font-size:1.6rem}dl{grid-template-columns:repeat(2,1fr)}text{font-size:17px}}
@media print{:root{--paper:#fff;--ink:#000;--soft:#555;--rule:#ccc;--main:#2c6169;--pale:#9bbabd;
--mute:#c9c4b9;--bad:#a8431f;--odd:#8a6a12;--pause:#efe3c8}body{font-size:10.5pt}
main{padding:0;max-width:none}h2{break-after:avoid;margin-top:1.6rem}
svg,tr,pre,dl{break-inside:avoid}details{display:none}}
"""
