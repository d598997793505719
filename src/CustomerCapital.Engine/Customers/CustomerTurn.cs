using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Customers;

/// <summary>Commands of one customer decided one after the other, before any of it is written. Lives as long as one turn of the actor.</summary>
internal sealed class CustomerTurn(ActorState before, Recollection past, LoyaltyProgram program, DateTimeOffset now, Func<string> newCode)
{
    private readonly List<Entry> _entries = [];
    private readonly long _before = before.Sequence;
    private ActorState _state = before;

    /// <summary>The state after what was decided so far.</summary>
    public ActorState State => _state;

    /// <summary>Decides the next command.</summary>
    /// <returns>Null when it needs the customer's whole history first.</returns>
    public CommandOutcome? Take(ActorCommand command)
    {
        if (command.NaturalId is { } id && past.Find(id) is { } known)
            return LedgerJson.IsHashOf(known.ContentHash, command.AsSent()) ? new(OutcomeStatus.Duplicate, Receipt.Of(known)) : CommandOutcome.Conflict(id);

        // Whoever is known goes on, and what another customer tells is not lost.
        if (_state is { Sequence: 0, Id.Kind: ActorKind.Customer } && !Capabilities.IsEnginesOwn(command.GetType())
            && Text.NewIdFaults("customerId", _state.CustomerId).ToList() is { Count: > 0 } faults)
            return CommandOutcome.Malformed(faults);
        if (_state is { Sequence: 0, Id.Kind: ActorKind.Customer } && ErasedId.Is(_state.CustomerId)) return CommandOutcome.Malformed([new("customerId", "Is an id that stands for a person who was erased; use another.")]);
        if (_state.IsErased && IsForPerson(command)) return CommandOutcome.Refuse(Refusal.CustomerErased());
        var decision = Decider.Decide(_state, command, past, program, now, newCode);
        if (decision.NeedsHistory) return null;
        if (decision.Refusal is { } refusal) return CommandOutcome.Refuse(refusal);
        if (decision.Fact < 0) return new(OutcomeStatus.Unchanged, Receipt.Of(_state, program.Policy));

        var first = _entries.Count;
        Add(decision.Happenings);
        var fact = _entries[first + decision.Fact];
        var ids = NaturalIds.Of(command, fact.Event);
        fact = fact with
        {
            NaturalId = ids.NaturalId,
            ConcernsId = ids.ConcernsId,
            ContentHash = ids.NaturalId is null ? null : command.ContentHash ?? LedgerJson.HashOf(command.AsSent()),
            After = Account.Of(decision.State, program.Policy),
        };
        _entries[first + decision.Fact] = fact;
        _state = decision.State;
        past.Add(fact);
        return new(OutcomeStatus.Accepted, Receipt.Of(fact));
    }

    /// <summary>Applies what time alone has changed up to now.</summary>
    public (ActorState State, IReadOnlyList<Entry> Entries) CatchUp()
    {
        var happenings = new List<Happening>();
        _state = Decider.CatchUp(_state, program, now, newCode, happenings);
        Add(happenings);
        return (_state, _entries);
    }

    /// <summary>Whether it would be for the person, and not for the books: whatever callers send, and what the engine offers.</summary>
    private static bool IsForPerson(ActorCommand command) =>
        command is OfferReward or GrantPrize or GrantFromStock or AcceptReferral or PlanByTemplate or RedeemVouchers || !Capabilities.IsEnginesOwn(command.GetType());

    private void Add(IReadOnlyList<Happening> happenings)
    {
        foreach (var happening in happenings)
            _entries.Add(new(_state.Id, _before + _entries.Count + 1, happening.At, now, happening.Event));
    }
}
