"""
Word lists of the trade, as articles use them: what people are called, what products are called,
and which words only look like a name.
"""


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


# What an expert or a speaker may be.
ROLE_NOUNS = _words("""
    actor actress adviser advisor aesthetic aesthetician allergist ambassador artist assistant
    associate author barber biochemist biologist blogger brand-ambassador buyer ceo chair
    chairman chairwoman chemist chief clinician co-founder cofounder colorist colourist
    consultant cosmetologist cosmetologist-aesthetician customer dermatologist dermatologists
    dermatopathologist dietitian director doctor editor educator endocrinologist engineer
    epidemiologist esthetician expert facialist father fellow formulator founder founding
    godmother gp gynaecologist hairstylist head host immunologist influencer injector lecturer
    manager microbiologist midwife model mother nurse nutritionist oculoplastic officer
    oncologist ophthalmologist optometrist owner paediatrician partner patient pediatrician
    pharmacist photobiologist physician podiatrist practitioner president professor provider
    psychiatrist psychologist reader registrar researcher resident scientist skin-expert
    specialist spokesman spokesperson spokeswoman student stylist surgeon teacher technician
    therapist toxicologist trainer trichologist
""")

# A name with one of these is an institution’s, and no person’s.
ORGANIZATION_WORDS = _words("""
    academy administration aesthetics agency association beauty board brand center centre clinic
    clinics college commission company corporation cosmetics council department dermatology
    foundation group health hospital hospitals inc institute institutes journal lab laboratories
    laboratory labs ltd magazine medicine ministry network organisation organization research
    review school shop skincare society spa store study survey team university
""")

# Words that begin sentences with a capital and are nobody’s name.
NO_NAMES = _words("""
    a according additionally after all also although always american an and another anybody
    anyone as ask asked at because before best board-certified both british but by can care
    celebrity certified clinically cosmetic dear dermatologists do doctors does don’t each even
    every everybody everyone everything experts faq few finally first for former french from fun
    german get good has have he her here his how however i if in instead is it its it’s japanese
    just korean last later leading let licensed like made make many maybe meanwhile more most my
    new next no nobody not nothing now of often on once one only or our over people plus q
    remember researchers she skin so some somebody something still studies such sure take that
    the their then there these they this those though today too try two ultimately unlike until
    us use users vitamin we what when where whether which while who whose why with yes yet you
    your
""")

# Verbs that give somebody’s words.
SPEECH_VERBS = _words("""
    add added adds admit admits admitted advise advised advises agree agreed agrees answer
    answered answers argue argued argues ask asked asks believe believes call called calls
    caution cautioned cautions claim claimed claims clarified clarifies clarify concede conceded
    concedes conclude concluded concludes confirm confirmed confirms continue continued
    continues counter countered counters declare declared declares describe described describes
    echo echoed echoes elaborate elaborated elaborates emphasise emphasises emphasize emphasized
    emphasizes exclaim exclaimed exclaims explain explained explaining explains gasp gasped
    gasps insist insisted insists joke joked jokes laugh laughed laughs maintain maintains
    mention mentioned mentions note noted notes observe observed observes offer offered offers
    point pointed points prefer prefers promise promises put puts quip quipped quips reason
    reasons recall recalled recalls recommend recommended recommends remark remarked remarks
    remind reminded reminds replied replies reply report reported reports reveal revealed
    reveals said say saying says share shared shares sigh sighed sighs state stated states
    stress stressed stresses suggest suggested suggests summarise summarises summarize
    summarizes swear swears tell tells think thinks told urge urged urges warn warned warns
    write writes wrote
""")

# No product’s name has these in lower case: with them a line is a sentence.
PROSE_WORDS = _words("""
    are be because been but can could do does don’t had has have he her here his i if is it may
    my need our she should than that their then there these they this those use uses want was we
    were when which while who will would you your
""")

# What products are called in lower case: "the Brand eye cream".
PRODUCT_NOUNS = _words("""
    ampoule balm bar body butter cleanser concentrate conditioner cream creamy creme crème day
    drops emulsion essence exfoliant exfoliator eye face facial fluid foam gel gold hand lip
    lotion mask milk mist moisturiser moisturizer night oil ointment pad pads patches peel
    powder primer protective radiance scrub serum shampoo soap spray stick sunscreen toner
    treatment wash water
""")

# Words that begin many products and are no brand.
NO_BRAND = _words("""
    advanced ageing aging aha anti bakuchiol barrier bha blue body broad calm calming ceramide
    clay cleansing clear collagen cream creamy daily day deep double dry exfoliating eye face
    facial fluid foaming gentle glow glycolic green ha hand hyaluronic hydra hydrating intense
    lactic light lip liquid lotion magnesium micellar mineral moisture moisturising moisturizing
    multi natural niacinamide night oil overnight peptide pore pure quick radiance refreshing
    repair resurfacing retinal retinol rich salicylic sensitive serum sheer silk skin smoothing
    soft soothing spf squalane sun super the tinted toner triple ultra vitamin water zinc
""")

# Words behind "at", "on" or a comma that are no shop.
NO_SHOP = _words("""
    all also apply best black both buy check contains cyber day drugstore drugstores each eur
    for fragrance free friday from gbp get good great here ideal it it’s limited monday msrp new
    normally now off offers on online originally pharmacies price prices prime reg rrp sale save
    see shop size spf store stores the this top usd use usually vegan view was with
""")
