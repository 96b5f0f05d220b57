"""The longer SQL statements of a journal."""

from typing import Final

__all__ = [
    "FORGET_CONTENT",
    "FORGET_CONTENTS",
    "KEEP_CONTENT",
    "KEEP_CONTENTS",
    "KEEP_UNSETTLED",
    "KNOWN",
    "TOUCH",
    "TOUCHED_TOGETHER",
    "TOUCH_TOGETHER",
    "UNSETTLED",
]

UNSETTLED: Final = "SELECT max(value) FROM meta WHERE name = 'unsettled'"
KEEP_UNSETTLED: Final = """
INSERT OR REPLACE INTO meta SELECT 'unsettled', max(sent_at) FROM intent GROUP BY 1
"""
KNOWN: Final = """
SELECT json_group_array(json_array(j.value, c.key IS NOT NULL,
    CASE WHEN t.key IS NULL THEN c.content ELSE t.content END, coalesce(t.placed, 0), c.day))
FROM json_each(?) j
LEFT JOIN touched t ON t.key = j.value
LEFT JOIN customer c ON c.key = j.value
WHERE t.key IS NOT NULL OR c.key IS NOT NULL
"""
FORGET_CONTENT: Final = "UPDATE customer SET content = NULL WHERE key = ?"
KEEP_CONTENT: Final = "INSERT OR REPLACE INTO customer VALUES (?, ?, ?)"
FORGET_CONTENTS: Final = """
UPDATE customer SET content = NULL WHERE key IN (SELECT key FROM touched WHERE content IS NULL)
"""
KEEP_CONTENTS: Final = """
INSERT OR REPLACE INTO customer
SELECT key, content, ? FROM touched WHERE placed OR content IS NOT NULL ORDER BY key
"""
TOUCHED_TOGETHER: Final = 50
_TOUCH: Final = """
INSERT INTO touched VALUES {}
ON CONFLICT (key) DO UPDATE SET content = excluded.content, placed = max(placed, excluded.placed)
"""
TOUCH: Final = _TOUCH.format("(?, ?, ?)")
TOUCH_TOGETHER: Final = _TOUCH.format(", ".join(["(?, ?, ?)"] * TOUCHED_TOGETHER))
