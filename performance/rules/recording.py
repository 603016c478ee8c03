"""What recorded crime is and is not, and when the way of recording it changed. Words with their sources."""

from .method import Method

RECORDED_AND_SURVEY = Method(
    slug="recorded",
    title="Recorded crime and survey crime",
    words=(
        "Recorded crime is what people reported to the police and the police wrote down. It shows the work of the "
        "police and the pattern of crimes that people usually report, such as stolen cars. It leaves out what nobody "
        "reports. The Crime Survey for England and Wales asks people in their homes what happened to them, reported or "
        "not, so it shows the trend of common crimes better. It says nothing about a ward or a district, because too "
        "few people are asked there. A rise in recorded crime can be good news: more people may have come forward."
    ),
    formula="Recorded crime = crimes × share that is reported × share of the reported that is recorded.",
    source=(
        "House of Commons Public Administration Select Committee, Caught red-handed: why we can’t count on police "
        "recorded crime statistics, HC 760, 2014, chapter 2; Home Office, Police recorded crime (web page, 2011)."
    ),
)

CHANGES: tuple[Method, ...] = (
    Method(
        slug="recording-1998",
        title="April 1998: new counting rules",
        words="More kinds of offences were counted, and one crime for each victim. Numbers rose without more crime.",
        formula="",
        source="House of Commons Library, Changes in crime recording practices, SN/SG/2607, 2008, part B.",
    ),
    Method(
        slug="recording-2002",
        title="April 2002: the National Crime Recording Standard",
        words=(
            "All forces took over one standard: a report is recorded when the victim believes it to be a crime, unless "
            "there is evidence to the contrary. Recorded crime rose in 2002/03; without the new standard it would have "
            "fallen by about 3 per cent. Some forces changed earlier, and the effect went on for a while."
        ),
        formula="",
        source="Simmons, Legg and Hosking, National Crime Recording Standard: an analysis of the impact on recorded "
        "crime, Home Office On-Line Report 31/03, 2003.",
    ),
    Method(
        slug="recording-2008",
        title="April 2008: grievous bodily harm",
        words="A clearer rule on intent moved offences into the most serious violence; earlier years do not compare.",
        formula="",
        source="House of Commons Library, Changes in crime recording practices, SN/SG/2607, 2008.",
    ),
    Method(
        slug="recording-2014",
        title="2014: less was recorded than reported, then more",
        words=(
            "In January 2014 police recorded crime lost its designation as National Statistics. In November 2014 the "
            "inspectorate found that about 19 per cent of the crimes reported to the police were not recorded, and a "
            "third of violent crimes. Forces recorded more fully afterwards, so that violence and sexual offences rose "
            "for years without as much more harm."
        ),
        formula="",
        source="UK Statistics Authority, Assessment Report 268, January 2014; HMIC, Crime-recording: making the victim "
        "count, November 2014.",
    ),
)
