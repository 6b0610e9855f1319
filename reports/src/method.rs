//! How it was measured and judged: one text for the page and the Markdown summary.

use crate::analysis::model::{AT_FLOOR, FEW_LAUNCHES, RANKED_LAUNCHES};
use crate::interleaving::LONGEST;
use crate::stats::{LEAST_COUNTS, LEAST_LAUNCHES, MOST_RMS, NEAR_RANGE, RESAMPLES};

/// A section: anchor, heading, text.
pub(crate) struct Section {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) text: String,
}

fn section(id: &'static str, title: &'static str, text: impl Into<String>) -> Section {
    Section { id, title, text: text.into() }
}

/// All sections, in reading order.
pub(crate) fn sections() -> Vec<Section> {
    let mut all = measuring();
    all.extend(judging());
    all
}

fn measuring() -> Vec<Section> {
    vec![
        section(
            "method-window",
            "Windows and launches",
            "A window is one short timed stretch in which all threads of one subject work at the same time; each row of the records \
             is one. A launch is one process. Windows of one process resemble each other more than those of the next, so each launch \
             counts once, with the median of its windows; a figure is the median over launches. Subjects are interleaved within a launch.",
        ),
        section(
            "method-clean",
            "Overlap and clean windows",
            "Overlap is the share of a window in which all threads were at work. A window is clean when its answer was right, its \
             overlap is at least 0.95, no thread was pushed off its core (descheduled), and no thread stood still for longer than a \
             batch explains (stalled). Up to one thread per core only clean windows count. Where none is clean, the report says \
             “not measurable here” and why, and gives no figure.",
        ),
        section(
            "method-placement",
            "Placement",
            "How far apart two cores are changes times severalfold. A short ping-pong before and after each window tells the class: \
             near (under 50 ns), usual (to 200 ns), far. Within one workload and thread count only the class with most usable \
             windows is compared, the same for all subjects; the others are counted and left out.",
        ),
        section(
            "method-time",
            "Time per operation",
            "Operations of all threads together over the length of the window give the throughput; its inverse is the system-wide time \
             per operation. It is no latency: with two threads an operation may take twice as long as the figure says.",
        ),
        section(
            "method-over",
            "More threads than cores",
            "With more threads than cores somebody always waits for a core, so those windows show the scheduler as much as the subject. \
             Threads begin and end when they are let, so the stretches of all may meet in a part of a window only; that part is said. \
             Every right answer counts, since a choice among these windows would be a choice by luck. They are labelled, drawn hollow \
             and without a line, and never read as scaling.",
        ),
    ]
}

fn judging() -> Vec<Section> {
    vec![
        section(
            "method-interval",
            "Intervals and ratios",
            format!(
                "Intervals are the middle 95 % of {RESAMPLES} seeded bootstrap resamples of the launch medians. A ratio is taken within \
                 each launch, of subjects measured at the same threads and workload, and then the median over launches. p is the \
                 Mann-Whitney test of the launches of two subjects. With fewer than {FEW_LAUNCHES} launches the report says so; with \
                 fewer than {RANKED_LAUNCHES} nothing is ranked."
            ),
        ),
        section(
            "method-noise",
            "Noise floor (A/A)",
            "Some subjects are measured twice in the same launch, as if they were two. What those pairs differ by is noise. The noise \
             factor is what the median over launches of such a ratio exceeds in 5 % of resamples. A workload with fewer \
             than five such pairs borrows the largest factor found at as many threads, if that is larger.",
        ),
        section(
            "method-ties",
            "Ties",
            "Two subjects are a tie, said as “no difference measured”, when their ratio lies inside the noise factor or their intervals \
             overlap. A place is one more than the number of subjects known to be faster; =2 stands for a place shared with a tie.",
        ),
        section(
            "method-floor",
            "Floors",
            format!(
                "A floor is a measured bound: noop is the measuring loop with nothing in it. A subject within {AT_FLOOR} times the time \
                 of noop is “at the floor”: mostly the loop was measured. It is not ranked against others there, and its ratios are \
                 bounds (≥ or ≤)."
            ),
        ),
        section(
            "method-cost",
            "COST",
            "The smallest number of threads with which a subject beats the best single-threaded subject of the workload, whole interval \
             above whole interval (McSherry, Isard, Murray 2015). ∞ means that no measured thread count does; thread counts beyond \
             the cores are not asked.",
        ),
        section(
            "method-usl",
            "Law of scalability",
            format!(
                "Gunther’s Universal Scalability Law says of N threads λN / (1 + σ(N − 1) + κN(N − 1)): λ is what one would do alone, σ what \
                 is lost by queueing, κ what each pair loses by keeping each other up to date. It is fitted to the logarithms of the medians \
                 with all three free and no loss below 0; intervals are 95 % over resampled launches. It is not told of fewer than \
                 {LEAST_COUNTS} numbers of threads or {LEAST_LAUNCHES} launches, nor across a level (another number of sockets, NUMA nodes or core complexes, cores \
                 that are shared, small cores, another placement class), nor where σ may be above 1 or the residuals are above {:.0} %. A peak is told up to {NEAR_RANGE} times the most threads measured. σ is no share of serial \
                 work: on one contended atomic it comes out near 2.",
                MOST_RMS * 100.0
            ),
        ),
        section(
            "method-fairness",
            "Fairness",
            "Taken from spans of a second and more, never from short windows, where some thread may just not have had its turn. Jain’s \
             index is 1 when all threads got the same and 1/n when one got everything; beside it stands the most served thread’s count \
             over the least served one’s. The same count over spans of about 100 ms tells how long a turn may keep one waiting: what \
             is fair over a second may still serve in long turns. Both are medians over spans.",
        ),
        section(
            "method-latency",
            "Latency",
            "In an open loop each thread starts operations at a fixed rate, and latency runs from the intended start: what a slow \
             operation delays counts. In a closed loop the next operation is asked for when the one before is done, and latency \
             runs from asking to having where a lock is waited for, and from start to end for any other operation. Closed-loop figures tell how long a wait is, \
             not what a delay would cost those who come on schedule; the two are never compared. On schedule, each subject’s load is \
             half of its own peak, measured first in the same session; a clock is read for each item at either end, and its cost is part of \
             every time. Where the schedule could not be kept, that is said. Percentiles are medians over \
             launches, the largest value is that of all.",
        ),
        section(
            "method-crossing",
            "From which length on",
            "A subject begins to beat an exclusive lock at the first section length at which a difference in its favour is measured, by \
             the rule for ties. A point between two lengths is told only where it is measurably slower at the one and measurably \
             faster at the other: there a straight line through the logarithms crosses 1. Next to a length of 0, which has no \
             logarithm, only the two lengths are told; next to a tie, only from which length on the difference was measured.",
        ),
        section(
            "method-optimum",
            "Hits, room and the optimum",
            "A hit ratio is hits over look-ups. The optimum is the best that any cache of as many entries could have had: in a replayed \
             trace, by evicting what is asked for again last (Belady 1966); in a race of independent look-ups, by keeping the keys \
             that are asked for most. A cache that holds more entries than it was asked to hits more for that reason alone: it is \
             drawn and listed, and compared with none. What never forgets is a ceiling and no cache. A cache is ahead when no other \
             that holds what was asked is measurably faster and hits as often, or hits more and is no slower; hit ratios within a \
             twentieth of a point count as equal.",
        ),
        section(
            "method-laws",
            "Laws, verdicts and wrong answers",
            "A law is a property that every subject of a family must have. “checked” means that the subject’s own source was explored; \
             “stand-in” that its protocol was, over a lock or channel put in place of one the checker cannot see into; “not checked” \
             that it was not. A mutant is a wrong program that a law must kill. A window with a wrong answer stands in no statistic \
             and is listed.",
        ),
        section(
            "method-tools",
            "Tools, orderings and litmus tests",
            "Each wrong program is run under each tool: checkers that explore (loom, shuttle), sanitizers that watch real threads, and \
             real threads alone. A number behind a class is the execution, schedule or round of the first catch. An ordering is shown \
             to be needed when some law fails once it alone is made weaker; one that no model notices is listed, with the reason its \
             source gives. Litmus tests say what the checkers themselves can show.",
        ),
        section(
            "method-steps",
            "Steps of a failing execution",
            format!(
                "A checker runs one thread at a time and notes what each does to what the threads share. The steps stand in the order \
                 in which they ran, one column a thread. A stale read found an older value than the newest: the memory model lets it, \
                 and no order of the steps alone explains it. What an object holds is its newest value, which need not be what a thread \
                 reads. Of each subject the shortest of the executions that were kept is shown, one without stale reads before any \
                 with them; of more than {LONGEST} steps those in the middle are left out."
            ),
        ),
        section(
            "method-bias",
            "Bias",
            "The authors of this suite wrote some of the contestants, chose the workloads, and know their own code best. Peers run \
             through adapters of the same shape with default settings. Where a peer beats the best of ours, this report lists it.",
        ),
    ]
}
