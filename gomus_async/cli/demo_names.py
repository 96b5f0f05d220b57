"""What the customers of the demonstration are made of: names, places and remarks.

Lists of names are texts with semicolons.
"""

from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["COUNTRIES", "FAMILY_NAMES", "GIVEN_NAMES", "INSTITUTIONS", "REMARKS", "STREETS"]


class Place(NamedTuple):
    """A town with one of its postal codes."""

    code: str
    town: str


class Land(NamedTuple):
    """A country, with the id that the sandbox gives it."""

    id: int
    dialling: str
    weight: int
    places: tuple[Place, ...]


COUNTRIES: Final = (
    Land(
        60,
        "+49",
        80,
        (
            Place("10115", "Berlin"),
            Place("01067", "Dresden"),
            Place("04109", "Leipzig"),
            Place("20095", "Hamburg"),
            Place("24103", "Kiel"),
            Place("33602", "Bielefeld"),
            Place("37073", "Göttingen"),
            Place("40213", "Düsseldorf"),
            Place("48143", "Münster"),
            Place("50667", "Köln"),
            Place("54290", "Trier"),
            Place("61348", "Bad Homburg v. d. Höhe"),
            Place("70173", "Stuttgart"),
            Place("72070", "Tübingen"),
            Place("80331", "München"),
            Place("90402", "Nürnberg"),
            Place("97070", "Würzburg"),
            Place("99084", "Erfurt"),
        ),
    ),
    Land(
        12,
        "+43",
        12,
        (
            Place("1010", "Wien"),
            Place("3100", "St. Pölten"),
            Place("4020", "Linz"),
            Place("5020", "Salzburg"),
            Place("6020", "Innsbruck"),
            Place("8010", "Graz"),
        ),
    ),
    Land(
        43,
        "+41",
        8,
        (
            Place("1700", "Fribourg"),
            Place("3011", "Bern"),
            Place("4051", "Basel"),
            Place("8001", "Zürich"),
            Place("9000", "St. Gallen"),
        ),
    ),
)

GIVEN_NAMES: Final = MappingProxyType(
    {
        1: (
            "Björn;Jörg;Jürgen;Günther;Götz;Sören;Cemal;Emre;Paweł;Tomáš;Jean-Luc;Karl-Heinz;Lukas;"
            "Maximilian;Urs;Reto;Beat;Florian;Matthias;Noah;Elias;André;René;Özgür;Andreas;Sebastian"
        ),
        2: (
            "Käthe;Bärbel;Änne;Jördis;Zoë;Chloé;Éloïse;Ayşe;Gülay;Zofia;Agnieszka;Anna-Lena;"
            "Marie-Luise;Annegret;Hannelore;Sigrid;Vreni;Regula;Theresia;Leonie;Mia;Emilia;Frieda;"
            "Sophie;Katharina;Renée"
        ),
        3: "Kim;Alex;Robin;Toni;Luca;Sascha;Mika;Noa",
    }
)
"""Given names by the id of the salutation that goes with them."""

FAMILY_NAMES: Final = (
    "Müller;Schröder;Großmann;Weiß;Jäger;Köhler;Böhm;Krüger;Strauß;Voß;Schäfer;Löwe;Kühn;Grün;"
    "Röder;Förster;Günther;Preuß;Heß;Büchner;Mößner;von der Höhe;van den Boom;zu Löwenstein;"
    "Müller-Lüdenscheidt;Schulze-Boysen;Öztürk;Yıldız;Çelik;Şahin;Nowak;Wiśniewski;Dvořák;"  # noqa: RUF001 -- a Turkish name
    "Novák;O'Connor;D'Angelo;Nguyễn;Sørensen;Hämmerle;Gruber;Huber;Steiner;Mayr;Pöschl;Ötztaler;"
    "Zürcher;Wüthrich;Bächtold;Rüegg;Schmid;Meier;Fischer;Wagner;Hoffmann;Lange;Becker"
)

STREETS: Final = (
    "Goethestraße;Schillerstraße;Königsallee;Am Mühlbach;Große Bleichen;Kurfürstendamm;"
    "An der Schlachte;Straße des 17. Juni;Domplatz;Lindenweg;Unter den Eichen;Gänsemarkt;"
    "Höhenstraße;Rathausgasse;Bahnhofstrasse;Getreidegasse;Universitätsring;Zum Weißen Roß"
)

INSTITUTIONS: Final = (
    "Städtische Gesamtschule {};Gymnasium am Schloßpark {};Grundschule Süd {};"
    "Volkshochschule {} e. V.;Förderverein Museumsfreunde {};Reisebüro „Fernweh“ {} GmbH;"
    "Kindertagesstätte Löwenzahn {};Universität {}, Institut für Kunstgeschichte;"
    "Seniorenstift St. Elisabeth {};Bäckerei Weiß & Söhne {}"
)

REMARKS: Final = (
    "Kommt mit Rollstuhl;\nbitte Aufzug „Nord“ freihalten.",
    "Jahreskarte seit 2019; Rechnung an die Ehefrau",
    'Spricht kein Deutsch.\nFührung auf Englisch, Stichwort "quiet hour".',
    "Möchte keine Post, nur E-Mail",
    "Gruppe, 25 Personen;\n2 Begleitpersonen;\nAnreise mit dem Bus",
    "Übergabe der Karten an der Kasse; Ausweis zeigen lassen",
    'Schenkt gern "Museum für zwei"; letzter Kauf 12/2023',
)
