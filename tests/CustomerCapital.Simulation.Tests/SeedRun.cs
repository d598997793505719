using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Simulation.Tests.Checks;
using CustomerCapital.Simulation.Tests.Clients;
using CustomerCapital.Simulation.Tests.Engines;
using CustomerCapital.Simulation.Tests.Faults;
using CustomerCapital.Simulation.Tests.Scheduling;

namespace CustomerCapital.Simulation.Tests;

/// <summary>One world, from its seed to its final checks.</summary>
internal sealed class SeedRun
{
    private const long StepLimit = 60_000;

    private readonly Random _random;
    private readonly Trace _trace;
    private readonly Schedule _schedule;
    private readonly Mood _mood;
    private readonly Database _database;
    private readonly SimulatedProcess _outside;
    private readonly List<Node> _nodes = [];
    private readonly Journal _journal = new();
    private readonly List<string> _customers;
    private readonly List<Client> _clients = [];
    private readonly Gateway _gateway;
    private readonly string _timeZone;

    private SeedRun(int seed, bool text)
    {
        _random = new(seed);
        _trace = new(text);
        _schedule = new(_random, _trace);
        _mood = new(_random);
        _database = new(_schedule, _random);
        _outside = new(_schedule, "clients");
        _customers = [.. Enumerable.Range(0, _mood.Newcomers ? 20 : 2 + _random.Next(_mood.Referring ? 2 : 6)).Select(i => $"c{i}")];
        var options = new EngineOptions
        {
            ActorLimit = _random.Next(3) == 0 ? 1 + _random.Next(3) : 1_000,
            WaitingLimit = _random.Next(4) == 0 ? 2 : 4_096,
            TimeZone = _timeZone = _mood.One("UTC", "Europe/Berlin", "Australia/Lord_Howe"),
        };
        var sweepEvery = TimeSpan.FromSeconds(5 + _random.Next(30));
        for (var i = 0; i < (_mood.TwoEngines ? 2 : 1); i++) _nodes.Add(new($"engine-{i + 1}", _database, _mood, _trace, options, sweepEvery));
        var source = new CommandSource(_random, _schedule.Time, _customers, _mood.Referring, _mood.Vouchers);
        _gateway = new(_random, _journal, _nodes, _mood, _schedule.Time, _trace);
        for (var i = 0; i < 2 + _random.Next(4); i++) _clients.Add(new($"client-{i + 1}", _random, source, _journal, _gateway, _database, _mood, _schedule.Time, _trace));
        foreach (var id in _customers) _clients[_random.Next(_clients.Count)].Own.Add(id);
    }

    /// <summary>Plays a seed to its end.</summary>
    public static SeedOutcome Play(int seed, bool text = false)
    {
        var run = new SeedRun(seed, text);
        string? violation = null;
        var context = SynchronizationContext.Current; // Awaits would go to it instead of to their process.
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            run.Play();
        }
        catch (Exception broken)
        {
            violation = broken is Violation ? broken.Message : broken.ToString();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        return new(seed, violation, run._trace.Hash, run._schedule.Steps, run._trace.Lines);
    }

    private void Play()
    {
        _database.Ledger.WriteControlAsync("policy", LedgerJson.Encode(new ProgramPolicy { TimeZone = _timeZone, Wallets = [CommandSource.Points], Rewards = CommandSource.Rewards }), 0).GetAwaiter().GetResult();
        foreach (var node in _nodes) node.Start();
        if (_mood.Vouchers) Until("the first vouchers", () => _clients[0].IssueAsync([.. Vouchers.All.Where(_ => _random.Next(4) > 0)]));
        var things = 4 + _random.Next(18);
        Until("the clients' work", async () =>
        {
            foreach (var work in _clients.Select(client => client.WorkAsync(things)).ToList()) await work;
        });
        Heal();
        Until("copies that are late", _gateway.DrainAsync);
        if (_mood.Poison) Poison();
        Until("the repeat of everything", RepeatAsync);
        Until("messages, due work and reviews", () => SettledAsync());
        Until("the final checks", async () => await new FinalChecks(await HostAsync(), _database, _journal, _customers, _mood.TwoEngines || _mood.AcceptedLate, _mood.Vouchers, _trace).CheckAsync());
    }

    /// <summary>Runs steps, and crashes engines between them, until a piece of work is done.</summary>
    private void Until(string what, Func<Task> work)
    {
        var done = _outside.RunAsync(work);
        while (!done.IsCompleted)
        {
            var moves = _schedule.Step();
            var stuck = !moves || _schedule.Steps > StepLimit;
            Violation.Unless(!stuck, () => $"Stuck in {what} after {_schedule.Steps} steps and {_schedule.Time.Elapsed}");
            foreach (var node in _nodes.Where(node => node.Failure is not null)) throw new Violation($"The engine does not start: {node.Failure}");
            if (_mood.Happens(_mood.Crash) && _random.Next(5) == 0) Restart(_nodes[_random.Next(_nodes.Count)]);
        }

        done.GetAwaiter().GetResult();
    }

    private void Restart(Node node)
    {
        node.Crash();
        CheckAcknowledged();
        node.Start();
    }

    /// <summary>Durable before answered: what was acknowledged is in the ledger whenever an engine dies.</summary>
    private void CheckAcknowledged()
    {
        foreach (var (customerId, sequence) in _journal.Sequences)
        {
            var entries = _database.Ledger.ReadEntriesAsync(customerId, sequence - 1, 1).GetAwaiter().GetResult();
            Violation.Unless(entries.Count == 1, () => $"Entry {sequence} of {customerId} was acknowledged, and is not in the ledger after a crash");
        }
    }

    /// <summary>Nothing fails any more, one engine is left, and the clock stands later than ever, so that all that was dated ahead has come.</summary>
    private void Heal()
    {
        _mood.Healed = true;
        if (_nodes.Count > 1)
        {
            _nodes[0].Crash();
            _nodes.RemoveAt(0);
            Restart(_nodes[0]); // An engine may hold what the other has written over; a read of it need not be the latest.
        }

        _schedule.Time.Jump(_schedule.Time.Latest - _schedule.Time.GetUtcNow() + TimeSpan.FromDays(2));
        _trace.Add("healed");
    }

    /// <summary>One customer cannot be written while all become due, and by other rules: everyone else is reviewed nevertheless.</summary>
    private void Poison()
    {
        var poisoned = _database.Poisoned = _customers[_random.Next(_customers.Count)];
        _trace.Add("poisoned", poisoned);
        _schedule.Time.Jump(TimeSpan.FromDays(200));
        Until("a change of the policy", async () =>
        {
            var policy = (await HostAsync()).Policy;
            var change = await policy.PutAsync(policy.Program.Policy with { Lapse = new(30, 2), Member = new(2, 100) }, null);
            _journal.Policies[change.Policy.Version] = change.Policy;
        });
        Until("the review of all but one", () => SettledAsync(poisoned));
        _database.Poisoned = null;
    }

    /// <summary>Everything sent is sent once more: what is in doubt becomes known, and what was acknowledged gets the same receipt.</summary>
    private async Task RepeatAsync()
    {
        foreach (var group in _journal.Commands.Where(sent => sent.Receipt is not null || sent.InDoubt || sent.Refused is null).GroupBy(sent => sent.CustomerId).ToList())
        {
            foreach (var batch in group.Chunk(50)) await _clients[0].SendAsync(batch);
        }
    }

    /// <summary>By itself, in the background: the outbox empties, nothing is due, everyone is reviewed; but for one customer, where one cannot be written.</summary>
    private async Task SettledAsync(string? poisoned = null)
    {
        var host = await HostAsync();
        for (var looks = 0; ; looks++)
        {
            var messages = (await _database.Ledger.ReadMessagesAsync(100)).Where(message => message.To.Key != poisoned).ToList();
            var due = (await _database.Ledger.ReadDueAsync(_schedule.Time.GetUtcNow(), 100)).Select(found => found.Actor.Key).Where(id => id != poisoned).ToList();
            var rules = await new Standings(_database, host.Policy.Program).WrongAsync(_customers.Where(id => id != poisoned));
            var taken = poisoned is null ? await TakenOutAsync() : [];
            if (looks > 1 && messages.Count + due.Count + rules.Count + taken.Count == 0) return;
            Violation.Unless(looks < 50, () => $"After {_schedule.Time.Elapsed} there are still {messages.Count} messages ({string.Join(", ", messages.Select(message => $"{message.To}: {message.Body}"))}), due are {string.Join(", ", due)}, by other rules stand {string.Join(", ", rules)}, taken out are {string.Join(", ", taken)}");
            await _schedule.Time.DelayAsync(TimeSpan.FromSeconds(20));
        }
    }

    /// <summary>Uses of vouchers of which nobody has said what became of them, and holds: they come back by themselves.</summary>
    private async Task<IReadOnlyList<string>> TakenOutAsync()
    {
        var taken = new List<string>();
        foreach (var voucher in _mood.Vouchers ? Vouchers.All : [])
            if ((await _database.Ledger.RecallAsync(new(voucher.Actor, WithRow: true, []))).Row is { } row) taken.AddRange(Voucher.Part.Of(row.State).Open.Select(open => $"{voucher.Code} {open}"));
        return taken;
    }

    private async Task<InProcessHost> HostAsync()
    {
        while (_nodes[0].Host is null) await _schedule.Time.DelayAsync(TimeSpan.FromSeconds(1));
        return _nodes[0].Host!;
    }
}

/// <summary>How a seed ended.</summary>
/// <param name="Seed">Which.</param>
/// <param name="Violation">The promise that was broken; null for none.</param>
/// <param name="Hash">Hash of everything that happened.</param>
/// <param name="Steps">Steps that it took.</param>
/// <param name="Lines">What happened, where text was wanted.</param>
internal sealed record SeedOutcome(int Seed, string? Violation, ulong Hash, long Steps, IReadOnlyList<string> Lines);
