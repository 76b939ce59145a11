"""The Kitchen Garden Handbook: fifty pages of English prose on one topic, told from crops.py; no two pages alike."""

from crops import CROPS

TITLE = "The Kitchen Garden Handbook"

GENERAL = [
    ("About this handbook", [
        "This handbook describes how to plan, sow, tend and harvest a kitchen garden that feeds a household of four from early spring to the last frost. It is written for people who have a plot of about one hundred square metres, a few hand tools and two free evenings a week, and who would rather understand a rule than follow it.",
        "The first part explains what every crop has in common: soil, water, feeding, rotation and the calendar. The second part gives one page to each of forty-two crops, always in the same order, so that a gardener who stands in the rain with a packet of seed can find the depth and the distance without reading the rest.",
        "All figures come from a temperate climate with the last frost in the middle of May and the first one in the middle of October. Where winters are milder, sowing may begin three weeks earlier; on high ground it should wait two weeks longer.",
        "A garden is an experiment that is repeated once a year. Keep a notebook, write down what was sown and when, and trust your own pages more than any handbook after the third season.",
    ]),
    ("Soil comes first", [
        "Healthy soil is the foundation of the kitchen garden, because a plant that stands in living ground resists disease, drought and hunger by itself. Good garden soil holds together when it is squeezed and falls apart when it is touched, smells of the woods after rain and is full of worms.",
        "Clay keeps food and water but warms slowly; sand warms early but lets both run through. Compost mends either of them. Two buckets to the square metre each autumn turn heavy clay into crumbs within three years and teach sand to hold a week of rain.",
        "Digging is needed once, when a meadow becomes a bed. Afterwards the fork only loosens, the spade rests, and a blanket of straw, leaves or grass feeds the worms that do the digging. A bed that is never trodden on does not have to be dug.",
        "Acidity decides what a root can take up. Measure it every second year with a simple kit: lime raises it where cabbages and peas are to grow, and leaf mould lowers it for potatoes and berries.",
    ]),
    ("Water, and how little of it is enough", [
        "Most kitchen gardens are watered too often and too shallowly. A sprinkle every evening keeps roots at the surface, where the sun dries them; a full can once or twice a week draws them down to the cool layers that do not dry out until August.",
        "Push a finger into the ground before reaching for the can. If the second joint comes out damp, nothing is thirsty yet. Leaves that hang at noon and stand again in the evening are only resting, whereas leaves that hang at breakfast are asking for help.",
        "Rain barrels under every roof give soft, warm water and pay for themselves in two summers. A layer of mulch four fingers deep halves the need for it, and a hoe that breaks the crust after rain saves, as the saying goes, one watering in three.",
        "Morning is the best time. Plants that go into the night with wet leaves invite mildew, slugs and rot to stay for dinner.",
    ]),
    ("Feeding the ground, not the plant", [
        "Three foods are counted on every packet: nitrogen for leaves, phosphate for roots and potash for flowers and fruit. Compost holds all of them in modest amounts and releases them at the pace at which plants grow, so that nothing is burnt and nothing is washed away.",
        "Hungry crops such as cabbages, pumpkins and sweetcorn follow the year of manure. Roots follow in the second year, and peas and beans, which feed themselves, close the round. A liquid made of nettles, steeped for two weeks and thinned one to ten, helps any plant that has turned pale.",
        "A compost heap is built like a cake: a layer of green, a layer of brown, a little old compost to start it, and water as if a sponge were being wrung out. Turned twice, it is ready in six months; left alone, it is ready in a year and nobody has a sore back.",
    ]),
    ("Rotation and good neighbours", [
        "Rotation means that no family of plants returns to the same bed before the fourth year. Diseases and pests that wait in the soil then find nothing to eat, and each family leaves the ground ready for the next: legumes leave nitrogen, roots leave loose soil, cabbages leave it firm.",
        "Divide the plot into four beds and move the families around them each spring. Permanent crops, such as asparagus, rhubarb and berries, have a fifth bed of their own and take no part in the dance.",
        "Companions help one another in plain ways. Tall plants give shade, strong scents hide weak ones from flies that hunt by smell, and flowers between the rows feed the hoverflies whose young eat greenfly by the hundred.",
    ]),
    ("The gardener's calendar", [
        "In January order seed, sharpen tools and force the first rhubarb. In February sow peppers and aubergines in the warm, and lay black sheets over the beds that are to be sown first. March belongs to onions, peas and broad beans; April to carrots, beetroot and the seedbed of cabbages.",
        "May is the month of patience, since one clear night can undo six weeks of care. Tender plants go out when the oak is in leaf and the soil feels warm to the back of the hand. June and July are for water, string and picking; what is not picked stops growing.",
        "August is the second spring: spinach, turnips and fennel sown now will feed the autumn. September fills the cellar, October plants garlic and berries, and November spreads the compost. In December the gardener reads last year's notebook and draws the plan of the next.",
    ]),
]

OPENINGS = [
    "{name} belongs to the {family} family and earns its place in the kitchen garden with {kitchen}.",
    "Few crops repay a square metre as well as {lower}, a member of the {family} family that is grown for {kitchen}.",
    "A garden without {lower} is hard to imagine: this plant of the {family} family gives the kitchen {kitchen}.",
    "Of all the plants of the {family} family, {lower} is the one that children and cooks ask for, be it for {kitchen}.",
    "{name} is easier than its name suggests, and like others of the {family} family it is welcome in the kitchen for {kitchen}.",
    "Cooks value {lower} for {kitchen}; gardeners value it because it asks for little beyond what its {family} family needs.",
]
SOWING = [
    "Sow it {sow}, {depth}, and leave {spacing} centimetres between plants and {row} between rows.",
    "It is started {sow}. The drill is made {depth}; later the plants stand {spacing} centimetres apart in rows {row} centimetres wide.",
    "The right moment is this: {sow}. Put it {depth}, give each plant {spacing} centimetres, and keep {row} centimetres free for the hoe.",
]
GROUND = [
    "It wants {soil}, with an acidity from {ph}, and a place in {sun}.",
    "{Soil} suits it best; the acidity may lie anywhere from {ph}, and the bed should have {sun}.",
    "Choose a bed with {sun} and with {soil}. An acidity of {ph} is ideal.",
]
CARE = [
    "Water it {water}. As food it is given {feed}, and between the rows a mulch keeps the ground open.",
    "As to water, the rule is {water}; as to food, {feed}. Weeds are pulled while they are small, because their roots rob the crop of both.",
    "Two things decide the harvest: watering, which is done {water}, and feeding, for which {feed} will do.",
]
TROUBLE = [
    "Its enemies are {enemies}. Neighbours such as {companions} make their work harder, and a bed that was not used by the same family for three years keeps most of them away.",
    "Watch for {enemies}, above all in a wet June. It grows well beside {companions}, and a weekly walk with open eyes is worth more than any spray.",
    "The usual complaints are {enemies}; whoever plants {companions} close by will see less of them, and sick leaves go to the dustbin, never on the compost.",
]
HARVEST = [
    "It is ready about {days} days after sowing and is picked {harvest}. Stored properly it keeps {keep}.",
    "Count on {days} days until the harvest, and take it {harvest}. It will keep {keep}.",
    "After roughly {days} days comes the reward: gather it {harvest}. What is not eaten at once keeps {keep}.",
]
YIELD = [
    "A row of three metres gives a family about {kilos} kilograms in an ordinary summer, and in a good one half as much again. Beginners should start with one row, note the date of the first picking and decide in winter whether there ought to be two.",
    "From four square metres a careful gardener takes home some {kilos} kilograms. More than that is seldom eaten fresh, so a second sowing three weeks after the first is wiser than a bigger bed.",
    "Reckon with {kilos} kilograms from ten plants. The figure falls by a third in a dry year and rises by as much where the compost was generous, which is one more reason to look after the heap.",
    "The plot behind the village school, from which many notes in this handbook come, harvested {kilos} kilograms from one bed in its third year, after the soil had been mulched for two winters.",
]


NUMBERS = {1: "one centimetre", 2: "two centimetres", 3: "three centimetres", 4: "four centimetres", 5: "five centimetres", 6: "six centimetres",
           8: "eight centimetres", 10: "ten centimetres", 12: "twelve centimetres"}


def page_of(index, crop):
    name, family, sow, depth, spacing, row, days, soil, ph, sun, water, feed, companions, enemies, harvest, keep, kitchen, story = crop
    words = dict(name=name, lower=name.lower(), family=family, sow=sow, spacing=spacing, row=row, days=days, soil=soil,
                 Soil=soil[0].upper() + soil[1:], ph=ph, sun=sun, water=water, feed=feed, companions=companions, enemies=enemies,
                 harvest=harvest, keep=keep, kitchen=kitchen, kilos=3 + (index * 7) % 19,
                 depth=f"{NUMBERS[depth]} deep" if depth else "on the surface")

    def tell(sentences, turn):
        return sentences[(index + turn) % len(sentences)].format(**words)

    return name, [
        tell(OPENINGS, 0) + " " + story,
        tell(SOWING, index // 3) + " " + tell(GROUND, index // 2),
        tell(CARE, index // 4) + " " + tell(TROUBLE, index // 5),
        tell(HARVEST, index // 6) + " " + tell(YIELD, index // 7),
    ]


def sections():
    """Title and paragraphs of pages 3 to 50."""
    return GENERAL + [page_of(i, crop) for i, crop in enumerate(CROPS)]
