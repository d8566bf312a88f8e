"""Who else may speak beside a quote: what must never be sure, and what is plainly said."""

import pytest

from manuscripts.reading import read

OPENING = (
    "The Balm Question\n\nDr. Lena Okafor is a dermatologist at Marlow Skin in Leeds. Tom Bell, a "
    "pharmacist in York, makes ointments.\n\n“It is a lid on a pot,” says Okafor. “Keep the lid "
    "on.”\n\n"
)
# The last words in marks are not for sure whose they seem, or those between ⟨ and ⟩.
NOT_SURE = {
    "a second subject between the marks": [
        "“Sleep first,” Bell said, though Okafor was blunter: “Then balm.”",
        "“Sleep first,” Bell said, and Okafor, reached later, confirmed it: “Then balm.”",
        "“It is fat,” Bell says; Okafor, “It is mostly water.”",
        "“It is fat,” Okafor told Bell, who disagreed. “It is mostly water.”",
        "“Cold fat is slow fat,” says Okafor, and her mother: “Warm it first.”",
        "“It is fat,” Bell says, although the label has it as “contains some fat, perhaps.”",
        "“It is fat,” says Bell. For Okafor it is the other way round. “It is mostly water.”",
        "“It is fat,” says Bell, but not Okafor. “It is mostly water.”",
        "“It is fat,” says Bell, and the room laughs. “Of course it is fat.”",
        "“It is fat,” says Bell, while a colleague holds out for “mostly water and some hope.”",
        "“It is fat,” says Okafor, whose assistant shakes his head. “It is mostly water.”",
        "“It is fat,” Okafor says, and her daughter rolls her eyes. “Mum, it is water.”",
        "“It is fat,” says Bell. His wife disagrees. “It is mostly water.”",
        "“It is fat,” Bell says. The study disagrees: “mostly water in all nine samples.”",
        "“It is fat,” Okafor says, quoting the packaging: “with eleven precious oils inside.”",
        "“It is fat,” says Okafor, before the receptionist cut in. “Your next patient is here.”",
        "“It is fat,” says Bell. Not everybody agrees. “It is mostly water.”",
        "“It is fat,” says Bell, and one reader wrote back: “It is mostly water.”",
        "“It is fat,” says Bell. The brand says otherwise. “It is mostly water.”",
        "“It is fat,” says Bell, echoing the old slogan, “Grease is peace for every skin.”",
        "“It is fat,” Bell says, which is not how Okafor sees it. “It is mostly water.”",
        "“It is fat,” says Bell, and his customers ask, “So why is it so dear?”",
        (
            "“It is fat,” said Bell. There was a pause, and then a voice from the back. “It is "
            "mostly water.”"
        ),
        "“One layer is enough,” Bell told me, and Okafor nodded. “One layer, but a thick one.”",
        "“One layer is enough,” says Bell. Okafor’s view is another. “Make it a thick one.”",
        "“One layer is enough,” says Okafor; the internet says “at least seven layers, dear.”",
        "“One layer is enough,” Okafor says. Her mother used three. “More is more.”",
        (
            "“One layer is enough,” Bell says, in reply to a woman who had asked “why is it so "
            "greasy?”"
        ),
        "“One layer is enough,” Okafor says. I tell her what Bell told me. “Well, he sells it.”",
        "“One layer,” says Bell. “Two,” says the man beside him. ⟨“Three, in fact.”⟩",
        "“One layer is enough,” Bell says, as against the box, which has “apply four times daily.”",
    ],
    "a question and its answer": [
        "“Is it fat?” asks Bell. “Mostly,” comes the answer.",
        "⟨“Does balm ever really expire?”⟩ Okafor shrugs. “It does not.”",
        "“What about it?” asks Okafor. “It burns.”",
        "⟨“Cold fat is slow fat.”⟩ Okafor is not so sure. “It is only cold.”",
        "⟨“Does it go bad in the end?”⟩ Bell laughs. “Everything goes bad.”",
        "“Is it fat?” Bell asks. “Mostly,” is the reply.",
        "“How long do you leave it on?” Okafor asks the man. “All night, every night.”",
        "⟨“That is all nonsense.”⟩ Bell disagrees. “It is only half nonsense.”",
        "⟨“Should everybody use it at night?”⟩ Okafor shakes her head. “Nobody should.”",
        "⟨“It cures everything, they say.”⟩ Okafor winces. “It cures nothing at all.”",
        "⟨“Fat is fat and that is that.”⟩ Bell won’t have it. “Water matters, too.”",
        "“And at night?” Okafor wonders. “Never at night, doctor.”",
        "“Do you wash it off?” Bell asked the next customer. “Of course I do.”",
    ],
    "a paper, a house or a message": [
        "Okafor cites a 2019 study. “Less is more in seven of ten cases,” it found.",
        "“I keep it in the fridge,” Okafor says. The FDA is clear. “Store at room temperature.”",
        (
            "“I keep it in the fridge,” Okafor says. CeraVe advises against it. “Store at room "
            "temperature.”"
        ),
        "“Sleep first,” says Bell. Then he read me the leaflet: “Do not use on broken skin.”",
        "Okafor points me to the guideline: “Less is more in most cases.”",
        "Okafor’s website promises “results in ten days or your money back.”",
        "Okafor shows me a text: “Please call me about my rash.”",
        "Okafor plays me a voicemail. “Please call me about my rash.”",
        "Okafor’s book opens with a warning. “Nothing in here will make you younger.”",
        "Bell hands me the label. “Keep away from small children.”",
        "Bell reads out the small print: “Results may vary from skin to skin.”",
        "Okafor opens an email. “Can I put butter on it, doctor?”",
        "On Okafor’s wall hangs a poster. “Sunscreen is a love letter to yourself.”",
        "Bell holds up the tube. “For external use only, and not near the eyes.”",
        "Okafor’s clinic put out a statement. “We do not sell the balm.”",
        "The AAD agrees with Okafor. “Ointments beat lotions on dry skin.”",
        "Bell sends me a link to a paper. “Petrolatum cut water loss by half.”",
        "Okafor quotes the textbook: “When it is wet, dry it.”",
        "Bell scrolls through the reviews. “Smells like my grandfather’s garage.”",
        "Okafor taps the package insert: “Do not use on broken skin.”",
        "“Sleep first,” says Bell, and hands me a flyer: “Three creams for the price of two.”",
        "Okafor turns to the survey. “Nine in ten were happy with it.”",
        "Bell reads me the headline: “The cream that changed my life.”",
        "“I keep it cold,” Okafor says. The manufacturer does not. “Store at room temperature.”",
        "Okafor’s answering machine is honest. “We are closed until Monday at nine.”",
        "Okafor likes the NHS page. “Ointments beat lotions on dry skin.”",
        "Okafor’s favourite line is from a film. “You had me at hello, doctor.”",
        "Bell turns the jar round. “Not tested on animals, ever.”",
        "Okafor clicks on the advert. “Ten years younger by Friday.”",
        "Okafor unfolds the instructions. “Apply a thin layer once a day.”",
        "Bell has a mug on his desk. “World’s okayest pharmacist, since 1998.”",
        "Okafor is fond of her grandmother’s motto. “Butter is for bread.”",
        "Bell’s shop has a rule by the till: “No refunds on opened balm.”",
        "The journal Skin Today disagrees with Okafor. “No benefit was seen.”",
        "The cochrane review that Okafor sent me says it plainly. “No benefit was seen.”",
        "Bell looked it up for me in the formulary: “Not for use under dressings.”",
        "Vaseline’s own site, says Bell, promises “purity you can trust.”",
        "Okafor read the ingredients aloud. “Water, more water and perfume.”",
        "On TikTok, Okafor found this: “I slug with bacon fat.”",
        "Okafor’s receptionist forwarded a complaint: “I waited for two hours.”",
    ],
    "somebody else": [
        "Okafor’s last patient of the day sat down. “It itches,” she said.",
        "Okafor asked forty patients what they wanted. “To be left alone.”",
        "Okafor asks him why he came. ⟨“My rash,”⟩ he says. “It burns.”",
        "“It burns,” Okafor reports a patient saying.",
        "“Fat is fat,” someone shouts as Okafor says goodbye.",
        "“Fat is fat,” Bell says Okafor told him.",
        "Okafor is interrupted. “Your next patient is here, doctor.”",
        "Her husband, Dr. Samir Voss, is a dentist. “He uses my good towel on the sink,” she says.",
        (
            "Her brother Dr. Tim Okafor sells lasers in Leeds. “He has never once used "
            "sunscreen,” she says."
        ),
        "Okafor’s husband, Dr. Samir Voss, is a dentist. “He uses my good towel,” she says.",
        (
            "Her old boss, Dr. Ilse Brandt, retired in May. “I was afraid of her for six years,” "
            "she says."
        ),
        (
            "On her desk stands a photo of Dr. Samir Voss, a surgeon at Bay Clinic. “My first "
            "teacher,” she says."
        ),
        (
            "Her patients also see Dr. Paul Reiner, a surgeon at Hill Clinic. “I send him the "
            "hard ones,” she says."
        ),
        (
            "Her favourite study is by Dr. Paul Reiner, a surgeon at Hill Clinic. “It changed my "
            "mind,” she says."
        ),
        (
            "Like Dr. Paul Reiner, a surgeon at Hill Clinic, she bans mint. “It burns for "
            "nothing,” she says."
        ),
        "A book by Dr. Paul Reiner, a surgeon, lies open. “I read it every winter,” she says.",
        "She trained under Dr. Ilse Brandt. “I was afraid of her for six years,” she says.",
        "Her mentor, Dr. Ilse Brandt, is a legend in Graz. “She taught me to look,” she says.",
        (
            "Her rival is Dr. Ilse Brandt, a surgeon in Graz. “Her method is older than mine,” "
            "she says."
        ),
        "She shares a waiting room with Dr. Paul Reiner, a dentist. “We never speak,” she says.",
        (
            "Named after Dr. Paul Reiner, a surgeon, the clinic opened in May. “It was high "
            "time,” she says."
        ),
        "The room once belonged to Dr. Paul Reiner, a surgeon. “I kept his chair,” she says.",
        "Dr. Samir Voss, a dentist, is her husband. “He uses my good towel,” she says.",
        "Dr. Samir Voss, a dentist, married her in May. “He uses my good towel,” she says.",
        "Her business partner, Dr. Samir Voss, runs the books. “He counts every tube,” she says.",
        "Her mother, Dr. Ada Okafor, was a surgeon in Enugu. “She never wore gloves,” she says.",
        "Dr. Samir Voss, a dentist, taught her to listen. “I was too fast for him,” she says.",
        "Okafor’s niece came along. “My skin is so oily,” she says.",
        "Okafor called in a nurse. “We do this every Tuesday,” she says.",
        "Okafor met the inventor of the balm in Graz. “I cooked it in a kitchen,” she says.",
        "“It itches,” a boy tells Okafor. “It itches at night.”",
        "A patient once asked Okafor for butter. “It worked for my gran.”",
        "“I use butter,” the woman tells Bell, who nods. “It worked for my gran.”",
        "Bell introduces me to the owner. “We open at nine,” he says.",
        "Okafor hears it every week. “My friend said butter works.”",
        "Bell does an impression of a rep. “You won’t find a better cream.”",
        "Okafor imitates her patients: “But my skin is different, doctor!”",
        "Okafor tells the story of a man from Hull. “I put it on my dog.”",
        "Okafor’s daughter, 14, is not convinced. “It smells of soup,” she says.",
        "“Thank you for nothing,” wrote one man to Okafor.",
        "Okafor hands the phone to her assistant. “She is booked until May.”",
        "“It is fat,” Okafor’s colleague says.",
        "“It burns,” Okafor remembers a boy telling her.",
        "“Butter works,” Okafor has heard people say.",
        "“Butter works,” her patients tell Okafor.",
        "Okafor asks around the office. “I just use soap.”",
        "Bell turns to his apprentice. “Two grams, not three,” he says.",
        "Okafor watched as the nurse took over. “Hold still, this is cold.”",
        "Okafor had company that day. “I’m only here for the biscuits.”",
        "Okafor’s son does the filming. “Mum, say it again, slower.”",
        "Behind Okafor, a door opens. “There is a call for you.”",
        "Okafor gets it all the time. “Is it the same as Vaseline?”",
        "Bell’s last customer had a list. “Two tins and a tube, please,” he said.",
        "Bell introduced his father. “I made it in a bathtub,” he said.",
        "“I only came for plasters,” a man in the queue tells Bell.",
        "“You again,” Bell hears from the back of the shop.",
        "Someone asked Bell about it. “My dog licked it off.”",
        "Okafor quoted her teacher: “When in doubt, leave it alone.”",
        "Dr. Ilse Brandt hired her in 2004. “I was terrified,” she says.",
        "Without Dr. Ilse Brandt there would be no clinic. “I owe her everything,” she says.",
        "Okafor wrote to Dr. Ilse Brandt in Graz. “I never got an answer,” she says.",
        "Her sister-in-law is Dr. Ilse Brandt, a dentist. “We talk about teeth,” she says.",
        "Her idol, the chemist Paul Reiner, died in May. “I cried in the car,” she says.",
        "Dr. Paul Reiner, a dentist, is her neighbor. “He borrows my ladder,” she says.",
    ],
    "words that were not said": [
        "Okafor never said “it is fat and nothing else.”",
        "Okafor denies having said “it is fat and nothing else.”",
        "Imagine Okafor saying “read a book, any book.”",
        "Okafor says the phrase “a weightless veil of light” means nothing.",
        "Okafor recommends anything labelled “suitable for very sensitive skin.”",
        "Okafor gave a lecture, “Grease and its many enemies.”",
        "Okafor agrees with the old saying “less is more than enough.”",
        "Bell did not say “throw the whole thing away.”",
        "Okafor would never say “you need eleven steps at night.”",
        "Okafor laughs at the claim “erases ten years in a night.”",
        "Bell has stopped saying “just wash it and go.”",
        "Okafor warns against creams that promise “a new face in one night.”",
        "Okafor is tired of hearing “but it is all natural.”",
        "Bell distrusts anything called “gentle enough for a newborn.”",
        "Okafor wrote a paper, “Grease and its many enemies.”",
        "Okafor calls her talk “Grease and its many enemies.”",
        "Okafor hums “here comes the sun and I say.”",
        "Bell refuses to say “it works for everybody.”",
        "If Okafor had said “buy the cheap one,” nobody would have listened.",
        "Okafor might as well have said “stay in bed all day.”",
        "Okafor says nobody ever told her “your skin is fine.”",
        "Okafor says patients ask for “the cream from the advert.”",
        "Bell says the box reads “for external use only, please.”",
        "Okafor says her mother swore by “butter on every burn.”",
        "Bell says he was told “never to mix the two.”",
        "Okafor advises against anything that says “clinically proven to erase lines.”",
        "Okafor looks for the words “free of perfume and colour.”",
        "Okafor has yet to say “I told you so.”",
        "“It is fat and nothing else,” Okafor never said.",
        "“Buy the cheap one,” Okafor would say if she could.",
        "You won’t hear Okafor say “it works for everybody.”",
        "Nobody has heard Bell say “it works for everybody.”",
        "Okafor has never once said “throw it all away.”",
        "Okafor can’t say “it works for everybody.”",
        "No dermatologist, least of all Okafor, would say “it works for everybody.”",
        "Okafor won’t be caught saying “it works for everybody.”",
        "Okafor no longer says “twice a day and no less.”",
        "Okafor wishes she had said “leave it for a week.”",
        "Okafor could have said “leave it for a week.”",
        "Okafor is supposed to have said “leave it for a week.”",
        "Okafor is said to have told a patient “leave it for a week.”",
        "Rumor has it that Okafor said “leave it for a week.”",
        "Do not let Okafor hear you say “it is all natural.”",
        "Okafor bristles at “it is all natural, so it must be good.”",
        "Okafor rolls her eyes at the word “chemical-free, pure and clean.”",
        "Okafor sees through “dermatologist approved, loved by thousands.”",
        "Okafor laughed when I said “my skin drinks it up.”",
        "Okafor asked me to stop writing “it melts into the skin.”",
    ],
    "a namesake": [
        "“Bring a list,” says Dr. Bell, no relation.",
        "“Bring a list,” says Tom, 9, my son.",
        "“Bring a list,” says Bell, no relation to the pharmacist.",
        "Bell likes it. “Bring a list,” says Mrs. Bell.",
        "“Bring a list,” says Bell’s wife.",
        "“Bring a list,” says Professor Bell.",
        "“Bring a list,” says the other Bell.",
        "“Bring a list,” says Bell’s father, also Tom Bell.",
        "“It stings,” says Lena, 7, a reader.",
        "“It stings,” says Lena, my sister.",
        "“Bring a list,” says Bell, the actor.",
        "“It tickles,” says Bell junior.",
        "“It tickles,” says Tom, who is four.",
        "“It tickles,” says Lena, aged nine.",
        "“It tickles,” says Bell, a bulldog.",
        "“It tickles,” says Dr. Bell, a dentist in Hull and no relation to Tom.",
    ],
}
PLAIN = {
    "Lena Okafor": [
        "“Wash it less,” says Okafor.",
        "“Wash it less,” Okafor says.",
        "“Wash it less,” says Dr. Okafor.",
        "“Wash it less,” says Dr. Lena Okafor.",
        "“Wash it less,” says Dr. Lena Okafor, a dermatologist at Marlow Skin.",
        "“Wash it less,” says Okafor. “And sleep more.”",
        "“Wash it less,” says Okafor, who has said so for years. “And sleep more.”",
        "“Wash it less,” Okafor told me. “And sleep more.”",
        "“Wash it less,” Okafor said in an email.",
        "“Wash it less,” Okafor said by phone. “And sleep more.”",
        "“Wash it less,” says Okafor, laughing. “And sleep more.”",
        "“Wash it less,” Okafor adds, “and sleep more.”",
        "Okafor says: “Wash it less.”",
        "Okafor: “Wash it less.”",
        "Dr. Okafor: “Wash it less than you want to.”",
        "As Okafor puts it, “wash it less and sleep more.”",
        "“Wash it less than you want to.” — Lena Okafor",
        "“Wash it less than you want to.”\n\n— Dr. Lena Okafor, dermatologist",
        "Okafor keeps one jar by the sink. “I wash it less,” she says.",
        "Okafor keeps one jar by the sink. “I wash it less,” she says. “And I sleep more.”",
        "Okafor laughs. “I wash it less than anybody,” she says.",
        "Okafor sees it every winter. “Hands crack first,” she says.",
        "Okafor tells her patients: “Wash it less.”",
        "“Wash it less,” Okafor tells her patients.",
        "“Wash it less,” Okafor tells her patients. “And sleep more.”",
        "“Wash it less,” Okafor said. “And sleep more,” she added.",
        "“Wash it less,” said Okafor, when we met in Leeds. “And sleep more.”",
        "“Wash it less,” Okafor explains. “Soap strips the skin.”",
        "“Wash it less,” according to Okafor.",
        "According to Okafor, “the skin likes to be left alone.”",
        "“Wash it less,” says Okafor, who wrote a book on hands.",
        "“My husband washes it twice,” says Okafor.",
        "“The study is old,” says Okafor. “The label is older.”",
        "Okafor doesn’t hesitate: “Wash it less.”",
        "Okafor is blunt: “Wash it less.”",
        "Okafor shrugs. “I wash it less,” she says.",
        "Okafor recommends a plain balm. “It stays put,” she says.",
        "Okafor prefers the jar. “It stays put,” she says. “And it is cheap.”",
        "Why? “It stays put,” says Okafor.",
        "That is a myth, says Okafor: “It stays put.”",
        "The balm is not new. “It stays put,” says Okafor.",
        "The label is small. “I need my glasses for it,” says Okafor.",
        "Not every study agrees. “We need a longer one,” says Okafor.",
        "My mother uses butter. “It goes rancid,” says Okafor.",
        "“It goes rancid,” Okafor says of butter.",
        "“It goes rancid,” Okafor notes, “and then it smells.”",
        "Asked about butter, Okafor laughs. “It goes rancid,” she says.",
        "Okafor has the last word. “Leave it alone,” she says.",
        "Okafor, meanwhile, is calm. “Leave it alone,” she says.",
        "“Leave it alone,” Okafor advises, “for a week at least.”",
        "“Leave it alone,” advises Okafor, whose own hands are spotless.",
        "“Leave it alone,” says Okafor, a dermatologist and a mother of two. “For a week.”",
        "“Leave it alone,” Okafor tells me over coffee. “For a week.”",
        "“Leave it alone,” says Dr. Okafor from her office in Leeds. “For a week.”",
        "“Leave it alone,” Okafor says, pointing at her own thumb. “For a week.”",
        "“Leave it alone,” Okafor says. She means it. “For a week.”",
        "Okafor takes the long view. “Leave it alone,” she says. “For a week.”",
        "I asked Okafor. “Leave it alone,” she says.",
        "I put it to Okafor, who sighed. “Leave it alone,” she says.",
        "When I call Okafor, she is on a train. “Leave it alone,” she says.",
        "But what about the label? “It is too small to read,” says Okafor.",
        "Patients ask for creams. “I give them a tub,” says Okafor.",
        "The study was small. “It had nine people in it,” Okafor says.",
        "Okafor says that it is simple: “Leave it alone.”",
        "Okafor explains why: “It seals the skin.”",
        "And the night cream? Okafor shrugs: “Leave it alone.”",
        "Okafor’s advice: “Leave it alone.”",
        "Okafor’s verdict is short. “Leave it alone,” she says.",
    ],
    "Tom Bell": [
        "“Wash it less,” says Bell, a pharmacist in York for thirty years.",
        "“Wash it less,” says Tom Bell, the pharmacist. “And sleep more.”",
        "“Wash it less,” Bell tells his customers.",
        "Bell nods. “It is all fat,” he says.",
        "Bell sells three a week. “It is all fat,” he says. “Nobody minds.”",
        "“It is all fat,” says Bell. Then he laughs. “Nobody minds.”",
        "“It is all fat,” says Bell. He shrugs. “Nobody minds.”",
        "“It is all fat,” Bell agrees.",
        "“Why wait?” says Bell. “Start tonight.”",
        "Bell, who makes ointments, agrees. “It is all fat,” he says.",
        "“It is all fat,” said Bell, wiping the counter. “Nobody minds.”",
        "Bell is of the same mind. “It is all fat,” he says.",
        "“I sell two a day,” Bell says. “Three in winter,” he adds.",
        "“I sell two a day,” says Bell, smiling, “three in winter.”",
        "“I sell two a day,” Tom Bell, the pharmacist, told me. “Three in winter.”",
        "“I sell two a day,” Bell said last week. “Three in winter.”",
        "“I sell two a day,” Bell said at the fair in York. “Three in winter.”",
        "Bell mixes it himself. “I sell two a day,” he says.",
        "Bell doesn’t mind. “I sell two a day,” he says.",
        "Bell puts it like this: “I sell two a day.”",
        "“Nobody reads the leaflet,” says Bell.",
    ],
}


def spoken(text):
    """The quotes of these paragraphs, each with whether it is sure."""
    plan = read((OPENING + text).encode(), "a.txt")
    doubts = [one.span for one in plan.warnings if one.span[0] < one.span[1]]
    for quote in plan.quotes:
        is_doubted = any(
            start < end_of and start_of < end
            for start, end in quote.spans
            for start_of, end_of in doubts
        )
        if quote.kind == "verbatim" and quote.spans[0][0] >= len(OPENING) - 1:
            yield quote, bool(quote.speaker) and not is_doubted


def is_asserted(text):
    """Whether the words in question are given to anybody for sure."""
    marked = text.split("⟨“")[1] if "⟨" in text else text.rsplit("“", 1)[1]
    words = marked.split("”")[0]
    found = spoken(text.replace("⟨", "").replace("⟩", ""))
    return any(is_sure and words in " ".join(quote.segments) for quote, is_sure in found)


@pytest.mark.parametrize("kind", NOT_SURE)
def test_words_beside_which_another_may_speak_are_asked_about(kind):
    assert [text for text in NOT_SURE[kind] if is_asserted(text)] == []


@pytest.mark.parametrize("speaker", PLAIN)
def test_words_that_are_plainly_said_are_sure(speaker):
    told = {text: list(spoken(text)) for text in PLAIN[speaker]}

    assert [
        text
        for text, found in told.items()
        if not found or any(not is_sure or one.speaker != speaker for one, is_sure in found)
    ] == []


def test_words_behind_another_subject_are_another_quote():
    text = "“Sleep first,” Bell said, and Okafor, reached later, confirmed it: “Then balm.”"

    assert [(one.speaker, one.segments) for one, _ in spoken(text)] == [
        ("Tom Bell", ("Sleep first,",)),
        ("Lena Okafor", ("Then balm.",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Ines Roth, a dermatologist in Graz, and Dr. Paul Weir, who teaches, agree on little.",
        "It is mostly water, Okafor and Bell agree, and very little else.",
        "Asked for proof, the statistician Wei Zhang, points to the numbers.",
        "Bell, when Okafor says it, winces a little and looks away.",
    ],
)
def test_a_name_near_a_verb_that_tells_nothing_is_no_paraphrase(text):
    plan = read((OPENING + text).encode(), "a.txt")

    assert "paraphrase" not in {one.kind for one in plan.quotes}


def test_somebody_who_got_a_title_by_the_surname_alone_is_asked_about():
    plan = read(f"{OPENING}“Bring a list,” says Dr. Bell, no relation.".encode(), "a.txt")
    bell = next(one for one in plan.experts if one.name == "Tom Bell")

    assert any(one.code == "person.unsure" and one.span == bell.span for one in plan.warnings)


def test_two_doctors_of_one_surname_are_asked_about():
    text = (
        "Skin Talk With Dr. Idris Vale\n\nMy wife, who is also Dr. Vale, does not.\n\nWe asked "
        "her. “It stings,” says Dr. Vale.\n\n“It doesn’t sting,” says Dr. Vale, the husband."
    )
    plan = read(text.encode(), "a.txt")
    asked = [one.span for one in plan.warnings if one.code.startswith("quote.speaker")]

    assert all(one.spans[0] in asked for one in plan.quotes)
