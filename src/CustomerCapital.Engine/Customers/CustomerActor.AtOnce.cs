using System.Runtime.ExceptionServices;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;

namespace CustomerCapital.Engine.Customers;

/// <content>
/// Purchases that commit together with their uses of a voucher (docs/adr/0065). The customer's turn waits while the voucher's turn decides for both and appends; the voucher's
/// turn waits for the ledger alone, so that no two turns wait for each other.
/// </content>
public sealed partial class CustomerActor
{
    /// <summary>So often a purchase is tried in this way where another writer, or a repeat of another customer, comes between.</summary>
    private const int AttemptsAtOnce = 2;

    /// <summary>Bytes that customers append in one commit with a voucher, after which it takes no more.</summary>
    private const int SizeAtOnce = 1 << 20;

    /// <summary>As the customer: has the voucher's turn decide and commit a command with its use.</summary>
    /// <param name="use">The command.</param>
    /// <param name="takeAsync">Hands it to the voucher, and completes when something became of it; false where the voucher is not in this process.</param>
    /// <returns>Whether it was accepted, so that it has its outcome. False where nothing was done.</returns>
    /// <exception cref="EngineUnavailableException">It is not known what became of it.</exception>
    internal async Task<bool> UseAtOnceAsync(UseAtOnce use, Func<Task<bool>> takeAsync)
    {
        var attempt = 0;
        try
        {
            return await WithReloadAsync(() => attempt++ < AttemptsAtOnce ? TryAtOnceAsync(use, takeAsync) : Task.FromResult(false));
        }
        catch (Exception ofOne) when (ofOne is CallRevokedException or ContentRejectedException or PolicyOutdatedException)
        {
            return false;
        }
    }

    private async Task<bool> TryAtOnceAsync(UseAtOnce use, Func<Task<bool>> takeAsync)
    {
        var trusted = _trusting && _state is not null;
        var (_, past, complete) = await LoadAsync(trusted ? [] : [use.With(new("") { Number = 1 })]);
        if (!complete) return false;
        (use.Customer, use.Past) = (this, past);
        do
        {
            use.IsLeft = false;
            if (!await takeAsync()) return false;
        }
        while (use.IsLeft);

        if (use.Failure is { } failure)
        {
            use.Failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }

        return use.Outcome is not null;
    }

    /// <summary>As the voucher: decides commands of customers with their uses, one after the other, and commits all that are accepted together. Says at each use what became of it.</summary>
    internal async Task TakeUsesAsync(IReadOnlyList<UseAtOnce> uses)
    {
        var accepted = new List<UseAtOnce>(uses.Count);
        try
        {
            var (state, past, _) = await LoadAsync([]);
            var (rules, now) = (policy.InForce, Decider.Microseconds(time.GetUtcNow()));
            var turn = new CustomerTurn(state, past, rules.Program, now, newCode);
            turn.CatchUp();
            var size = 0;
            foreach (var use in uses)
            {
                use.IsLeft = size > SizeAtOnce;
                if (use.IsLeft || !use.Customer!.Decides(use, turn, rules, now)) continue;
                accepted.Add(use);
                size += use.Append!.Size;
            }

            if (accepted.Count > 0) await CommitAsync(state, turn, rules, accepted);
        }
        catch (Exception failure)
        {
            Forget();
            foreach (var use in accepted) use.Customer!.Forget();
            foreach (var use in uses) (use.Outcome, use.IsLeft, use.Failure) = (null, false, failure);
        }
    }

    private async Task CommitAsync(ActorState before, CustomerTurn turn, RulesInForce rules, List<UseAtOnce> accepted)
    {
        var (after, entries) = turn.CatchUp();
        var append = new Append(before, entries, after, DifferenceOf(before, after, entries, rules), [.. MessagesOf(entries).Select(OutgoingMessage.Of)], DueChanges(after, rules))
        {
            PolicyVersion = rules.Version,
            IdsUnchecked = true,
            Calls = [.. accepted.Select(use => use.Call).OfType<Guid>()],
            Also = accepted.ConvertAll(use => use.Append!),
        };
        await ledger.AppendAsync(append);
        Take(append);
        foreach (var use in accepted) use.Customer!.TakeAtOnce(use.Append!);
    }

    private void TakeAtOnce(Append committed)
    {
        Take(committed);
        _trusting = true;
    }

    /// <summary>As the customer, which waits: decides a command with the use that the voucher would give it.</summary>
    /// <param name="use">Takes what the customer appends, and the outcome.</param>
    /// <param name="voucher">The voucher's turn, which takes the use where the command is accepted.</param>
    /// <param name="rules">By which rules.</param>
    /// <param name="now">The engine's time.</param>
    private bool Decides(UseAtOnce use, CustomerTurn voucher, RulesInForce rules, DateTimeOffset now)
    {
        (use.Append, use.Outcome) = (null, null);
        if (VoucherClaim.AtOnce(voucher.State, use.CustomerId, use.UseId) is not { } claim) return false;
        try
        {
            var turn = new CustomerTurn(_state!, use.Past, rules.Program, now, newCode);
            var command = use.With(claim);
            // The first purchase of a program that names a currency fixes it, in a turn of its own.
            if (rules.Program.Policy.Currency is null && command is IPriced { Currency: not null }) return false;
            if (turn.Take(command) is not { Status: OutcomeStatus.Accepted } outcome) return false;
            var append = AppendBeside(voucher.State.Id, turn.CatchUp(), use.Past, rules);
            var discount = outcome.Receipt!.Vouchers is [var redeemed] ? redeemed.Discount : Money.Zero;
            if (voucher.Take(ConfirmUse.AtOnce(claim, use.CustomerId, use.UseId, discount)) is not { Status: OutcomeStatus.Accepted }) return false;
            (use.Append, use.Outcome) = (append, outcome);
            return true;
        }
        catch (Exception)
        {
            // The others of the voucher's turn are not at fault. In a turn of its own it fails again, and its caller is told.
            return false;
        }
    }

    /// <summary>What a customer appends together with a voucher, which needs no message of what the commit itself tells it.</summary>
    private Append AppendBeside(ActorId voucher, (ActorState After, IReadOnlyList<Entry> Entries) decided, Recollection past, RulesInForce rules)
    {
        var (before, (after, entries)) = (_state!, decided);
        var messages = MessagesOf(entries).Where(message => message.To != voucher || message.Command is not ConfirmUse);
        return new(before, entries, after, DifferenceOf(before, after, entries, rules), [.. messages.Select(OutgoingMessage.Of)], DueChanges(after, rules)) { Pieces = past.Pieces };
    }
}
