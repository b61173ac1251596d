//! The keys of the scenario file, format 1.

use super::leak::CAUSES;
use super::limits;
use super::shape::Range::{AboveZero, AtLeastZero, Odds, Whole, Within};
use super::shape::{Entity, Field, Number, Shape};

const fn number(range: super::shape::Range) -> Shape {
    Shape::Number(Number::new(range))
}

const fn number_or(range: super::shape::Range, default: f64) -> Shape {
    Shape::Number(Number::new(range).or(default))
}

const fn certain(range: super::shape::Range) -> Shape {
    Shape::Number(Number::new(range).certain())
}

/// How often something happened.
const COUNT: super::shape::Range = Whole { min: 0.0, max: 1e9 };
const PEOPLE: super::shape::Range = Whole { min: 0.0, max: limits::PEOPLE };
const POSTS: super::shape::Range = Whole { min: 0.0, max: limits::PLACEMENTS };
const DAY: super::shape::Range = Whole { min: 1.0, max: limits::DAYS };
const JOINERS: super::shape::Range = Whole { min: 0.0, max: limits::JOINERS };
/// A coefficient of variation.
const VARIATION: super::shape::Range = AtLeastZero;

static WEIGHT: Shape = number(AtLeastZero);
static PLACES: Shape = Shape::ByName(Entity::Place, &WEIGHT);
/// How many join, in the forms of `joined_by`.
pub(super) static JOINER_NUMBER: Shape = number(JOINERS);
static JOINER: Shape = Shape::Joiners(
    Number::new(JOINERS),
    &[Field::required("poisson", number(AtLeastZero), "Mean of a Poisson number of others.")],
);

static LOGNORMAL: &[Field] = &[
    Field::required("median", number(AboveZero), "The median."),
    Field::required("sigma", number(AtLeastZero), "Standard deviation of the logarithm."),
];
static EXPONENTIAL: &[Field] = &[Field::required("mean", number(AboveZero), "The mean.")];
static UNIFORM: &[Field] = &[
    Field::required("min", number(AtLeastZero), "The least value."),
    Field::required("max", number(AtLeastZero), "The greatest value."),
];
static PERT: &[Field] = &[
    Field::required("min", number(AtLeastZero), "The least value."),
    Field::required("mode", number(AtLeastZero), "The likeliest value."),
    Field::required("max", number(AtLeastZero), "The greatest value."),
];
static GAMMA: &[Field] = &[
    Field::required("mean", number(AboveZero), "The mean."),
    Field::required("shape", number(AboveZero), "The shape: 1 is exponential, larger is narrower."),
];
static LAWS: &[Field] = &[
    Field::optional("lognormal", Shape::Record(LOGNORMAL), "Log-normal."),
    Field::optional("exponential", Shape::Record(EXPONENTIAL), "Exponential."),
    Field::optional("uniform", Shape::Record(UNIFORM), "Uniform."),
    Field::optional("pert", Shape::Record(PERT), "PERT: a Beta law stretched over min to max."),
    Field::optional("gamma", Shape::Record(GAMMA), "Gamma."),
];
const DISTRIBUTION: Shape = Shape::Distribution(Number::new(AtLeastZero), LAWS);

static EVENT: &[Field] = &[
    Field::required("name", Shape::Text, "Name of the event."),
    Field::required("days", certain(DAY), "How many days, local time from midnight of day 1."),
    Field::optional("start", Shape::Date, "Date of day 1; needed for clock = \"home\"."),
    Field::optional("time_zone", Shape::Text, "IANA zone of the event, such as \"Asia/Singapore\"."),
    Field::optional("home_time_zone", Shape::Text, "IANA zone of home, such as \"Europe/Berlin\"."),
    Field::optional("harm_unit", Shape::Text, "How harm is counted; default \"points\"."),
    Field::optional("cost_unit", Shape::Text, "What measures cost; default \"EUR\"."),
];
static CHANNEL: Shape = Shape::Record(&[
    Field::optional("approved", Shape::Bool, "Whether it is approved; for display and checks. Default false."),
    Field::required("readable", number(Odds), "Odds that a recording of it is intelligible."),
]);
static VENUE: Shape = Shape::Record(&[
    Field::required("offers", Shape::Names(Entity::Channel), "Channels to be had there."),
    Field::optional("blocked", Shape::Names(Entity::Channel), "Channels prevented there for our people. Default none."),
    Field::optional(
        "sessions_per_day",
        Shape::ByName(Entity::Channel, &WEIGHT),
        "Other people's sessions a day, by channel. Default none.",
    ),
    Field::optional("session_minutes", number(AboveZero), "Their mean length; needed with sessions_per_day."),
]);
static GROUP: Shape = Shape::Record(&[
    Field::required("count", number(PEOPLE), "How many people."),
    Field::optional("first_day", number_or(DAY, 1.0), "First day of their presence; default 1."),
    Field::optional("last_day", number(DAY), "Last day of their presence; default the last of the event."),
    Field::required("mistake", number(Odds), "Mean odds, per leg, of a slip onto a channel that is not approved."),
    Field::optional(
        "mistake_variation",
        number_or(VARIATION, 0.0),
        "Coefficient of variation between people. Default 0.",
    ),
    Field::optional("workaround", number_or(Odds, 0.0), "Mean odds, per leg, of a knowing shortcut. Default 0."),
    Field::optional(
        "workaround_variation",
        number_or(VARIATION, 0.0),
        "Coefficient of variation between people. Default 0.",
    ),
    Field::optional(
        "substitutes",
        number_or(Odds, 1.0),
        "Odds of finding another channel when one is blocked. Default 1.",
    ),
    Field::optional("flagged", number_or(Odds, 0.0), "Odds of being reviewed whatever the pile. Default 0."),
    Field::optional("lodging", Shape::ByName(Entity::Venue, &WEIGHT), "Weights of venues where they sleep."),
    Field::required("whereabouts", Shape::ByHour(&PLACES), "Where they are, by hour of the day; covers 00-24 once."),
]);
static KIND: Shape = Shape::Record(&[
    Field::required(
        "rate",
        Shape::ByName(Entity::Group, &WEIGHT),
        "Conversations started per person and day, by group.",
    ),
    Field::optional(
        "joined_by",
        Shape::ByName(Entity::Group, &JOINER),
        "How many others join, by group. Default none.",
    ),
    Field::optional("hours", Shape::ByHour(&WEIGHT), "Weights of the hours of the day. Default flat."),
    Field::optional("clock", Shape::Choice(&["local", "home"]), "The clock of hours. Default \"local\"."),
    Field::required("duration_minutes", DISTRIBUTION, "How long one lasts."),
    Field::optional("lapse_factor", number_or(AtLeastZero, 1.0), "Multiplies both odds of a lapse. Default 1."),
    Field::optional(
        "lapse_variation",
        number_or(VARIATION, 0.0),
        "Coefficient of variation of that factor between conversations. Default 0.",
    ),
    Field::required(
        "approved",
        Shape::ByName(Entity::Channel, &WEIGHT),
        "Mix of channels of a leg that does not lapse.",
    ),
    Field::optional("fallback", Shape::ByName(Entity::Channel, &WEIGHT), "Mix of channels of a leg that lapses."),
    Field::required("recognised", number(Odds), "Odds that a reviewed recording is recognised as sensitive."),
    Field::required("harm", DISTRIBUTION, "What the capture of one costs, in event.harm_unit."),
]);
static COLLECTOR: Shape = Shape::Record(&[
    Field::required("count", number(POSTS), "How many posts of the kind."),
    Field::optional(
        "rotation_hours",
        number(AboveZero),
        "How long a post stays before it is placed anew. Default: placed once.",
    ),
    Field::optional("duty", number_or(Odds, 1.0), "Odds of being on duty in an interval. Default 1."),
    Field::optional(
        "places",
        Shape::ByName(Entity::Venue, &WEIGHT),
        "Weights of venues. Default: every venue that offers a channel it picks up, equally.",
    ),
    Field::required(
        "pickup_per_hour",
        Shape::ByName(Entity::Channel, &WEIGHT),
        "Hazard of picking up a leg, by channel.",
    ),
]);
static CAMPAIGN: Shape = Shape::Record(&[
    Field::optional(
        "focus",
        number_or(AtLeastZero, 0.0),
        "Exponent of the officials' share of person-hours in the weights of places; 0 is scattered. Default 0.",
    ),
    Field::optional("review_per_day", number(AtLeastZero), "Recordings reviewed a day. Default: all."),
    Field::optional("collector", Shape::Named(&COLLECTOR), "Kinds of collecting posts."),
]);
static CHANGE: Shape = Shape::Record(&[
    Field::required("at", Shape::Text, "Path of what is changed; may hold *."),
    Field::optional("set", Shape::Target, "The value it gets."),
    Field::optional("scale", number(AtLeastZero), "The factor it is multiplied by."),
    Field::optional("add", number(Within(limits::NUMBER)), "What is added to it."),
    Field::optional("insert", Shape::Target, "Names that the list gets."),
    Field::optional("remove", Shape::Target, "Names that the list loses."),
]);
static MEASURE: Shape = Shape::Record(&[
    Field::optional("title", Shape::Text, "What it is called. Default its name."),
    Field::required("kind", Shape::Choice(&["technical", "organisational"]), "Technical or organisational."),
    Field::required("cost", number(AtLeastZero), "What it costs, in event.cost_unit."),
    Field::optional("excludes", Shape::Names(Entity::Measure), "Measures it cannot be combined with."),
    Field::optional("requires", Shape::Names(Entity::Measure), "Measures it needs."),
    Field::required("changes", Shape::List(&CHANGE), "What it changes."),
]);
static ONLY: &[Field] = &[
    Field::optional("kind", Shape::Names(Entity::Conversation), "Kinds of conversation it can reach. Default all."),
    Field::optional("group", Shape::Names(Entity::Group), "Groups it can reach. Default all."),
    Field::optional("channel", Shape::Names(Entity::Channel), "Channels it can reach. Default all."),
];
static PATHWAY: Shape = Shape::Record(&[
    Field::required("prior", number(AtLeastZero), "Expected number of such operations at this event."),
    Field::required("captures", number(Odds), "Odds that one of them captures a given conversation."),
    Field::optional("only", Shape::Record(ONLY), "What it can reach."),
]);
static SOURCE: Shape = Shape::Record(&[
    Field::required("basis", Shape::Choice(&["sourced", "computed", "judgement"]), "What the number rests on."),
    Field::required("text", Shape::Text, "The source, the computation or the reason."),
]);
static POINT: Shape = Shape::Record(&[
    Field::required("harm", certain(AtLeastZero), "Harm, in event.harm_unit."),
    Field::required("probability", certain(Odds), "Probability of at least that harm that is borne."),
]);
static TOLERANCE: &[Field] =
    &[Field::required("points", Shape::List(&POINT), "Points of the curve of tolerated exceedance.")];
static CORRELATION: Shape = Shape::Record(&[
    Field::required("between", Shape::Texts, "Paths of two or more uncertain values."),
    Field::required("rank", certain(Within(1.0)), "Their rank correlation, -1 to 1."),
]);
static EVIDENCE: Shape = Shape::Record(&[
    Field::optional("seen", Shape::Text, "It in words, such as \"captures>=1 in 12 events\"; then none of the others."),
    Field::optional("captures_at_least", certain(COUNT), "Captures that an event counts from."),
    Field::optional("in_events", certain(COUNT), "Events with at least that many."),
    Field::optional("of_events", certain(COUNT), "Events looked at."),
]);
static LEAK: &[Field] = &[
    Field::optional("kind", Shape::Name(Entity::Conversation), "Kind of the conversation."),
    Field::optional("venue", Shape::Name(Entity::Venue), "Venue of the leg that leaked."),
    Field::optional("channel", Shape::Name(Entity::Channel), "Channel of that leg."),
    Field::optional("group", Shape::Name(Entity::Group), "Group of that leg's participant."),
    Field::optional("cause", Shape::Choice(&CAUSES), "Why that leg had lapsed; \"none\": it had not."),
    Field::optional("day", Shape::CountRange, "Day of the event, from 1, or days such as \"2-3\"."),
    Field::optional("hour", Shape::Text, "Hours of the day in which it began, such as \"18-24\"."),
    Field::optional("participants", Shape::CountRange, "How many took part, or a range such as \"3-5\"."),
    Field::optional("lapsed_legs", Shape::CountRange, "How many legs had lapsed, or a range such as \"1-2\"."),
];

/// The whole file.
pub(super) static ROOT: Shape = Shape::Record(&[
    Field::required("format", certain(Whole { min: 1.0, max: 1.0 }), "Version of the format: 1."),
    Field::optional("extends", Shape::Text, "A scenario file that this one changes; its path from here."),
    Field::required("event", Shape::Record(EVENT), "The gathering."),
    Field::required("channel", Shape::Named(&CHANNEL), "Kinds of line that a leg can run over."),
    Field::required("venue", Shape::Named(&VENUE), "Places at the event, or home."),
    Field::required("group", Shape::Named(&GROUP), "Officials, by role."),
    Field::required("conversation", Shape::Named(&KIND), "Kinds of conversation."),
    Field::optional("campaign", Shape::Named(&CAMPAIGN), "Interceptors' efforts."),
    Field::optional("measure", Shape::Named(&MEASURE), "Mitigations: changes to the scenario, at a cost."),
    Field::optional("pathway", Shape::Named(&PATHWAY), "Rival explanations of a leak."),
    Field::optional("sources", Shape::ByPath(&SOURCE), "Where the numbers come from, by path."),
    Field::optional("tolerance", Shape::Record(TOLERANCE), "What the organiser is ready to bear."),
    Field::optional("correlation", Shape::List(&CORRELATION), "Rank correlations between uncertain values."),
    Field::optional("evidence", Shape::List(&EVIDENCE), "What was seen at events like this one."),
    Field::optional("leak", Shape::Record(LEAK), "What is known of a leak."),
]);

/// Parts that the model is made from, and measures may change.
pub(super) const WORLD_PARTS: [&str; 7] = ["event", "channel", "venue", "group", "conversation", "campaign", "pathway"];
