"""Make the package's table of country names: codes of three and two letters, and English names.

::

    python docs/data/make_country_names.py coverage/tocsin/data

It reads the names of ``world_50m.zip`` (Natural Earth 4.1) there, and writes ``countries.csv``
beside it. The two-letter codes are ISO 3166-1; names that Natural Earth abbreviates are written
out, and other usual English names stand beside them.
"""

import argparse
import csv
import json
import zipfile
from pathlib import Path

# ISO 3166-1: alpha-3 code, then alpha-2 code, of every country with a shape that has both.
ISO = """
ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT
AZEAZ BDIBI BELBE BENBJ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR
BRBBB BRNBN BTNBT BWABW CAFCF CANCA CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM
CPVCV CRICR CUBCU CUWCW CYMKY CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER
ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GINGN
GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID
IMNIM INDIN IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG
KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV
MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP
MOZMZ MRTMR MSRMS MUSMU MWIMW MYSMY NAMNA NCLNC NERNE NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP
NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL PRIPR PRKKP PRTPT PRYPY PSEPS
PYFPF QATQA ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG SGSGS SHNSH SLBSB SLESL SLVSV SMRSM SOMSO
SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH
TJKTJ TKMTM TLSTL TONTO TTOTT TUNTN TURTR TWNTW TZATZ UGAUG UKRUA URYUY USAUS UZBUZ VATVA VCTVC
VENVE VGBVG VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW
""".split()  # noqa: SIM905
ALPHA2 = {entry[:3]: entry[3:] for entry in ISO} | {"XKX": "XK"}
# Usual English names beside Natural Earth's. One that stands for several countries is ambiguous.
ALSO = """
ATF French Southern Territories; French Southern and Antarctic Lands
ATG Antigua and Barbuda
BIH Bosnia and Herzegovina; Bosnia
CAF Central African Republic
CHN People's Republic of China
CIV Ivory Coast
COD Democratic Republic of the Congo; DR Congo; DRC; Congo-Kinshasa; Congo
COG Republic of the Congo; Congo-Brazzaville
COK Cook Islands
CPV Cape Verde
CYM Cayman Islands
CYN Northern Cyprus
CZE Czech Republic
DOM Dominican Republic
ESH Western Sahara
FLK Falkland Islands
FRO Faroe Islands
FSM Federated States of Micronesia
GBR Great Britain; Britain; UK
GNQ Equatorial Guinea
HMD Heard Island and McDonald Islands
IOA Indian Ocean Territories
IOT British Indian Ocean Territory
KNA Saint Kitts and Nevis
KOR Republic of Korea; Korea
LAO Lao People's Democratic Republic
MAF Saint Martin
MHL Marshall Islands
MKD North Macedonia
MMR Burma
MNP Northern Mariana Islands
NLD Holland; The Netherlands
PCN Pitcairn Islands
PRK Democratic People's Republic of Korea; DPRK; Korea
PSE West Bank and Gaza; State of Palestine
PYF French Polynesia
RUS Russian Federation
SGS South Georgia and the South Sandwich Islands
SLB Solomon Islands
SPM Saint Pierre and Miquelon
SSD South Sudan
STP Sao Tome and Principe
SWZ Swaziland; eSwatini
SXM Saint Martin
SYR Syrian Arab Republic
TCA Turks and Caicos Islands
TLS East Timor; Timor-Leste
TUR Turkiye; Turkey
TZA United Republic of Tanzania
USA United States; America; US of America
VAT Vatican City; Holy See
VCT Saint Vincent and the Grenadines
VGB British Virgin Islands; Virgin Islands
VIR US Virgin Islands; United States Virgin Islands; Virgin Islands
VNM Viet Nam
WLF Wallis and Futuna
""".strip().splitlines()


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description="Make tocsin's table of country names.")
    parser.add_argument("folder", type=Path, help="coverage/tocsin/data")
    folder = parser.parse_args().folder
    with zipfile.ZipFile(folder / "world_50m.zip") as archive:
        shapes = json.loads(archive.read("names.json"))
    also = {line[:3]: line[4:].split("; ") for line in ALSO}
    with (folder / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "alpha2", "name", "also"])
        for code, name in sorted(shapes.items()):
            # What is written out is a better name than its abbreviation, which is known too.
            others = [each for each in also.get(code, []) if each != name]
            if "." in name and others:
                name, others = others[0], [name, *others[1:]]
            writer.writerow([code, ALPHA2.get(code, ""), name, "; ".join(others)])


if __name__ == "__main__":
    main()
