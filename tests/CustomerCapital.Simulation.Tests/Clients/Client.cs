using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Ledger;
using CustomerCapital.Simulation.Tests.Engines;
using CustomerCapital.Simulation.Tests.Faults;
using CustomerCapital.Simulation.Tests.Scheduling;

namespace CustomerCapital.Simulation.Tests.Clients;

/// <summary>A till, a shop, a person at a screen: sends commands, sends them again, and holds every answer against what it was told before.</summary>
internal sealed class Client(string name, Random random, CommandSource source, Journal journal, Gateway gateway, Database database, Mood mood, SimulatedTime time, Trace trace)
{
    /// <summary>Customers whose commands without an id are sent by this client alone.</summary>
    public List<string> Own { get; } = [];

    /// <summary>Does so many things, one after the other.</summary>
    public async Task WorkAsync(int things)
    {
        for (var i = 0; i < things; i++)
        {
            if (random.Next(3) > 0) await time.DelayAsync(TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(30_000) : random.Next(500)));
            await DoAsync();
        }
    }

    /// <summary>Sends commands of one customer until they are answered, or for so many times.</summary>
    public async Task SendAsync(IReadOnlyList<Sent> commands, int times = int.MaxValue)
    {
        for (var sending = 1; ; sending++)
        {
            var known = commands.Select(sent => sent.Send()).ToList();
            trace.Add("send", name, commands.Count);
            trace.Explain(() => string.Join("; ", commands));
            try
            {
                var outcomes = await gateway.ExecuteAsync(commands);
                Violation.Unless(outcomes.Count == commands.Count, () => $"{commands.Count} commands of {commands[0].CustomerId} had {outcomes.Count} outcomes");
                for (var i = 0; i < outcomes.Count; i++) Take(commands[i], outcomes[i], known[i]);
                return;
            }
            catch (Exception unanswered) when (unanswered is NodeDownException or EngineUnavailableException or EngineOverloadedException)
            {
                foreach (var sent in commands) sent.Fail(unknown: unanswered is not EngineOverloadedException);
                trace.Add("unanswered", unanswered.GetType().Name);
            }

            if (sending >= times) return;
            await time.DelayAsync(TimeSpan.FromMilliseconds(10 + random.Next(2_000)));
        }
    }

    private void Take(Sent sent, CommandOutcome outcome, bool known)
    {
        trace.Add("outcome", outcome.Status.ToString(), outcome.Receipt?.Sequence ?? 0);
        trace.Explain(() => $"{sent.CustomerId} {sent.Command.NaturalId} {outcome.Code} {outcome.Receipt}");
        sent.Answer(outcome, known);
        if (outcome.Receipt is { } receipt) journal.Sequences[sent.CustomerId] = Math.Max(receipt.Sequence, journal.Sequences.GetValueOrDefault(sent.CustomerId));
    }

    private Task DoAsync() => (mood.Newcomers && random.Next(8) == 0 ? 99 : random.Next(100)) switch
    {
        < 50 => SendNewAsync(),
        < 60 => SendAgainAsync(),
        < 66 => SendAlteredAsync(),
        < 74 => SendTogetherAsync(),
        < 77 => SendEarlyAsync(),
        < 84 => mood.Vouchers && random.Next(2) == 0 ? ChangeVoucherAsync() : SendUnnamedAsync(),
        < 90 => LookAsync(),
        < 94 => JumpAsync(),
        < 97 => ReportAsync(),
        _ => ChangePolicyAsync(),
    };

    private async Task SendNewAsync()
    {
        var customerId = source.Customer();
        var commands = Enumerable.Range(0, random.Next(3) == 0 ? 1 + random.Next(4) : 1).Select(_ => journal.Enter(customerId, source.Next(customerId))).OfType<Sent>().Distinct().ToList();
        if (commands.Count > 0) await SendAsync(commands, random.Next(5) == 0 ? 1 : 20);
    }

    /// <summary>A repeat of anything sent before by anyone, answered or not.</summary>
    private Task SendAgainAsync() => journal.Commands.Count == 0 ? Task.CompletedTask : SendAsync([journal.Commands[random.Next(journal.Commands.Count)]], 3);

    /// <summary>Other content under an id that was acknowledged is a conflict, now and for ever.</summary>
    private async Task SendAlteredAsync()
    {
        if (journal.Commands.Count == 0 || journal.Commands[random.Next(journal.Commands.Count)] is not { Receipt: not null } sent) return;
        trace.Add("alter", sent.CustomerId, sent.Receipt.Sequence);
        var outcomes = await AskAsync(host => host.ExecuteAsync(sent.CustomerId, [CommandSource.Altered(sent.Command)]));
        Violation.Unless(outcomes is null || outcomes[0].Status == OutcomeStatus.Conflict, () => $"Other content than {sent} ended as {outcomes![0]}");
    }

    /// <summary>Several at once for one customer, some of them the same.</summary>
    private async Task SendTogetherAsync()
    {
        var customerId = source.Customer();
        var commands = Enumerable.Range(0, 2 + random.Next(4)).Select(_ => journal.Enter(customerId, source.Next(customerId))).OfType<Sent>().ToList();
        if (commands.Count > 0) commands.Add(commands[0]);
        foreach (var sending in commands.Select(sent => SendAsync([sent], 10)).ToList()) await sending;
    }

    /// <summary>A return that comes before its purchase.</summary>
    private async Task SendEarlyAsync()
    {
        var customerId = source.Customer();
        var (returned, purchase) = source.Early(customerId);
        if (journal.Enter(customerId, returned) is { } early) await SendAsync([early], 3);
        if (journal.Enter(customerId, purchase) is { } sent) await SendAsync([sent], 3);
    }

    /// <summary>A registration, or an enrolment, without id and moment.</summary>
    private async Task SendUnnamedAsync()
    {
        if (Own.Count == 0) return;
        var customerId = Own[random.Next(Own.Count)];
        var sent = journal.Enter(customerId, random.Next(2) == 0 ? source.Registration() : source.Enrolment())!;
        var after = await EntriesAsync();
        await SendAsync([sent]);
        journal.Unnamed.Add(new(customerId, sent.Command, after, await EntriesAsync()));
        if (sent.Command is RegisterCustomer registration) journal.Registrations[customerId] = registration;

        async Task<int> EntriesAsync() => (int)((await database.Ledger.RecallAsync(new(customerId, WithRow: true, []))).Row?.State.Sequence ?? 0);
    }

    /// <summary>Issues, holds, gives back or ends a voucher, for so many times until that is answered.</summary>
    private async Task ChangeVoucherAsync()
    {
        var (voucher, command) = Vouchers.Next(random, source.Customer);
        await ChangeAsync(voucher, command);
    }

    /// <summary>Issues vouchers.</summary>
    public async Task IssueAsync(IReadOnlyList<KnownVoucher> vouchers)
    {
        foreach (var voucher in vouchers) await ChangeAsync(voucher, new IssueVoucher { Terms = voucher.Terms });
    }

    private async Task ChangeAsync(KnownVoucher voucher, ActorCommand command)
    {
        trace.Add("voucher", voucher.Code);
        for (var sending = 1; sending <= 10; sending++)
        {
            var outcomes = await AskAsync(host => host.Customer(voucher.Actor).ExecuteAsync([command]));
            if (outcomes is null)
            {
                await time.DelayAsync(TimeSpan.FromMilliseconds(500));
                continue;
            }

            trace.Add("voucher", outcomes[0].Code ?? outcomes[0].Status.ToString());
            Violation.Unless(outcomes[0].Status is OutcomeStatus.Accepted or OutcomeStatus.Unchanged || (outcomes[0].Status == OutcomeStatus.Refused && command is not IssueVoucher), () => $"{voucher.Code} {command} ended as {outcomes[0]}");
            if (outcomes[0].Receipt is null) return;
            if (command is IssueVoucher) journal.Issued.Add(voucher.Code);
            if (command is EndVoucher) journal.Ended.Add(voucher.Code);
            return;
        }
    }

    /// <summary>What was acknowledged is seen by whoever looks, while only one engine is at work.</summary>
    private async Task LookAsync()
    {
        var customerId = source.Customer();
        var known = journal.Sequences.GetValueOrDefault(customerId);
        var seen = await AskAsync(async host => new[] { await host.Customer(customerId).GetAsync() });
        if (seen is [var state] && !mood.TwoEngines) Violation.Unless((state?.Sequence ?? 0) >= known, () => $"{customerId} is seen at {state?.Sequence}, after entry {known} was acknowledged");
    }

    private Task JumpAsync()
    {
        var by = random.Next(4) == 0 ? -TimeSpan.FromHours(random.Next(60)) : random.Next(3) == 0 ? TimeSpan.FromDays(random.Next(250)) : TimeSpan.FromHours(random.Next(72));
        trace.Add("clock", name, by.Ticks);
        if (!mood.Healed) time.Jump(by);
        return Task.CompletedTask;
    }

    private async Task ReportAsync()
    {
        await AskAsync(host => host.AskAsync(new ReportCohorts()));
        await AskAsync(host => host.AskAsync(new ReportValue()));
    }

    private async Task ChangePolicyAsync()
    {
        if (!mood.PolicyChanges) return;
        var change = await AskAsync(host =>
        {
            var current = host.Policy.Program.Policy;
            return host.Policy.PutAsync(Other(current), random.Next(2) == 0 ? current.Version : null);
        });
        if (change is null) journal.PolicyInDoubt = true;
        if (change is null || change.VersionConflict || change.Faults.Count > 0) return;
        trace.Add("policy", name, change.Policy.Version);
        Violation.Unless(journal.Policies.TryAdd(change.Policy.Version, change.Policy) || journal.Policies[change.Policy.Version] == change.Policy, () => $"Version {change.Policy.Version} of the policy was acknowledged twice");
    }

    private ProgramPolicy Other(ProgramPolicy current) => current with
    {
        MarginRate = random.Next(10) / 10m,
        Lapse = new(20 + random.Next(7) * 40, random.Next(3)),
        Member = new(1 + random.Next(5), 30 + random.Next(11) * 40),
        Advocate = new(Nps: 6 + random.Next(5), Review: 3 + random.Next(3), Referrals: 1 + random.Next(3), WithinDays: 40 + random.Next(5) * 100),
        RavingFan = new(1 + random.Next(3), 50 + random.Next(4) * 120),
    };

    /// <summary>Asks once; null where no answer came.</summary>
    private async Task<T?> AskAsync<T>(Func<Engine.Hosting.InProcessHost, Task<T>> call) where T : class?
    {
        try
        {
            return await gateway.Node().CallAsync(call);
        }
        catch (Exception none) when (none is NodeDownException or EngineUnavailableException or EngineOverloadedException
            or LedgerUnavailableException or LedgerOverloadedException or VersionConflictException)
        {
            trace.Add("no answer", none.GetType().Name);
            return null;
        }
    }
}
