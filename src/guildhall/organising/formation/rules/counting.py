"""What a ballot says: valid or not, whether counts add up, who is elected (Election Regulations arts 23–27)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from guildhall.kernel.errors import MessageKind
from guildhall.organising.formation.contracts import Ballot, Counts, Finding, Next, Result
from guildhall.organising.formation.parameters import MAJORITY
from guildhall.organising.formation.rules.committee import Seats

_REGS_26: Final = "《工会基层组织选举工作条例》第二十六条"

MORE_THAN_ENTITLED: Final = MessageKind(
    "formation.more_than_entitled",
    "实到 {present} 人，多于应到 {entitled} 人，请核对签到表。",
    "{present} present is more than the {entitled} entitled to attend. Check the sign-in sheet.",
)
MORE_ISSUED: Final = MessageKind(
    "formation.more_issued",
    "发出选票 {issued} 张，多于实到 {present} 人；一人一票，不得代投。",
    "{issued} ballots were issued to {present} present. One each, and nobody votes for another.",
    "《工会基层组织选举工作条例》第二十三条",
)
MORE_COLLECTED: Final = MessageKind(
    "formation.more_collected",
    "收回选票 {collected} 张，多于发出的 {issued} 张：本次选举无效，须重新投票。",
    "{collected} ballots came back of {issued} issued: the vote is void and must be held again.",
    _REGS_26,
)
MORE_VOID: Final = MessageKind(
    "formation.more_void",
    "废票 {void} 张，多于收回的 {collected} 张。",
    "{void} void ballots are more than the {collected} collected.",
    _REGS_26,
)
DO_NOT_ADD_UP: Final = MessageKind(
    "formation.votes_do_not_add_up",
    "赞成 {votes}、反对 {against}、弃权 {abstained}，合计 {total}，应等于有效票 {valid} 张。",
    "In favour {votes}, against {against}, abstained {abstained}: {total} together, not the {valid} valid ballots.",
    _REGS_26,
)
MORE_VOTES: Final = MessageKind(
    "formation.more_votes",
    "赞成票 {votes}，多于有效票 {valid} 张。",
    "{votes} votes in favour are more than the {valid} valid ballots.",
    _REGS_26,
)
MORE_THAN_SEATS: Final = MessageKind(
    "formation.more_than_seats",
    "赞成票合计 {total}，多于有效票 {valid} 张乘以应选 {seats} 人；每张票最多选 {seats} 人，多选的是废票。",
    "All votes in favour are {total}, more than {valid} valid ballots with {seats} names each. A ballot that names "
    "more than the seats is void.",
    _REGS_26,
)
MORE_WRITTEN_IN: Final = MessageKind(
    "formation.more_written_in",
    "另选他人合计 {written_in} 票，多于对候选人的反对票 {against}；投反对票的才可以另选他人。",
    "{written_in} votes were written in, but only {against} were against a candidate. Only who votes against may write "
    "in another.",
    "《工会基层组织选举工作条例》第二十四条",
)
NEGATIVE: Final = MessageKind("formation.negative_count", "票数不能是负数。", "A count cannot be negative.")
UNKNOWN_CANDIDATE: Final = MessageKind(
    "formation.unknown_candidate",
    "得票表里有不在候选人名单上的人；另选他人的票请填在“另选他人”里。",
    "Votes are given to somebody who did not stand. Enter them as written in.",
    "《工会基层组织选举工作条例》第二十四条",
)


def count_findings(counts: Counts, candidates: Collection[str]) -> tuple[Finding, ...]:
    """Everything in which the counts of one ballot do not add up.

    More ballots collected than issued is no slip of the pen to correct but a void vote, which `result` says (E15).
    """
    if min(_numbers(counts), default=0) < 0:
        return (Finding(NEGATIVE()),)
    found = []
    if counts.present > counts.entitled:
        found.append(Finding(MORE_THAN_ENTITLED(present=counts.present, entitled=counts.entitled), "present"))
    if counts.issued > counts.present:  # E12: one ballot a voter, no proxy (arts 23–24)
        found.append(Finding(MORE_ISSUED(issued=counts.issued, present=counts.present), "issued"))
    if counts.void > counts.collected:
        found.append(Finding(MORE_VOID(void=counts.void, collected=counts.collected), "void"))
    if set(counts.votes) - set(candidates):
        found.append(Finding(UNKNOWN_CANDIDATE(), "votes"))
    return (*found, *_vote_findings(counts))


def _numbers(counts: Counts) -> list[int]:
    single = [counts.entitled, counts.present, counts.issued, counts.collected, counts.void, counts.seats]
    tables = (counts.votes, counts.against, counts.abstained, counts.written_in)
    return single + [number for table in tables for number in table.values()]


def _vote_findings(counts: Counts) -> list[Finding]:
    valid = counts.collected - counts.void
    if valid < 0:
        return []
    found = []
    for key, votes in counts.votes.items():
        against, abstained = counts.against.get(key), counts.abstained.get(key)
        if against is None or abstained is None:
            if votes > valid:
                found.append(Finding(MORE_VOTES(votes=votes, valid=valid), f"votes.{key}"))
        elif (total := votes + against + abstained) != valid:
            told = DO_NOT_ADD_UP(votes=votes, against=against, abstained=abstained, total=total, valid=valid)
            found.append(Finding(told, f"votes.{key}"))
    total = sum(counts.votes.values()) + sum(counts.written_in.values())
    if total > valid * counts.seats:
        found.append(Finding(MORE_THAN_SEATS(total=total, valid=valid, seats=counts.seats), "votes"))
    written, against_all = sum(counts.written_in.values()), sum(counts.against.values())
    if counts.against and written > against_all:
        found.append(Finding(MORE_WRITTEN_IN(written_in=written, against=against_all), "written_in"))
    return found


def result(counts: Counts, on: date, place: str = "", *, band: Seats | None = None) -> Result:
    """Who is elected (E15–E18: Election Regulations arts 26, 27).

    More ballots collected than issued: the vote is void. Elected is who has more than half of those *entitled to
    attend*, whoever came; of more than the seats, those with most votes; a tie at the cut is voted on again among the
    tied. Of fewer, a second ballot takes the seats left, or the meeting may reduce them where those elected still lie
    within `band`, near to the number being for the meeting to judge. Equal votes above the cut are listed by key.
    Raises ValueError for counts that have no seats or nobody entitled.
    """
    if counts.seats < 1 or counts.entitled < 1:
        raise ValueError("a result needs a seat and somebody entitled to vote")
    if counts.collected > counts.issued:
        return Result((), (), counts.seats, Next.AGAIN, False)
    half = counts.entitled * MAJORITY.at(on, place)
    given = Counter(dict(counts.votes)) + Counter(dict(counts.written_in))
    over = sorted(((votes, key) for key, votes in given.items() if votes > half), key=lambda one: (-one[0], one[1]))
    if len(over) <= counts.seats:
        elected = tuple(key for _, key in over)
        missing = counts.seats - len(elected)
        reduced = bool(missing) and band is not None and bool(elected) and band.allows(len(elected))
        return Result(elected, (), missing, Next.SECOND if missing else Next.NOTHING, reduced)
    cut = over[counts.seats - 1][0]
    if over[counts.seats][0] < cut:
        return Result(tuple(key for _, key in over[: counts.seats]), (), 0, Next.NOTHING, False)
    elected = tuple(key for votes, key in over if votes > cut)
    tied = tuple(key for votes, key in over if votes == cut)
    return Result(elected, tied, counts.seats - len(elected), Next.TIED, False)


def is_valid(ballot: Ballot, seats: int) -> bool:
    """Whether a paper counts: it names no more than the seats, and nobody twice (E15: Election Regulations art. 26)."""
    named = [*ballot.favoured, *ballot.written_in]
    return len(named) <= seats and len(set(named)) == len(named)


def tally(ballots: Iterable[Ballot], candidates: Collection[str], seats: int) -> tuple[Counter[str], Counter[str], int]:
    """Votes in favour of candidates, votes written in, void papers: whatever the order of the papers.

    A candidate's name written in is a vote for that candidate.
    """
    votes: Counter[str] = Counter(dict.fromkeys(candidates, 0))
    written: Counter[str] = Counter()
    void = 0
    for ballot in ballots:
        if not is_valid(ballot, seats):
            void += 1
            continue
        for key in (*ballot.favoured, *ballot.written_in):
            (votes if key in votes else written)[key] += 1
    return votes, written, void
