namespace CustomerCapital.Faults.Tests.Faults;

/// <summary>A way in which things go wrong.</summary>
/// <param name="Name">In the table, and for --only.</param>
/// <param name="RunAsync">Starts engines and load, brings it about, and proves that nothing was lost or doubled; a sentence instead where it cannot be brought about here.</param>
internal sealed record Fault(string Name, Func<FaultRun, FaultServers, Task<FaultOutcome>> RunAsync)
{
    /// <summary>Whether it needs PostgreSQL.</summary>
    public bool NeedsPostgreSql { get; init; } = Name.Contains("postgresql", StringComparison.Ordinal);

    public static IReadOnlyList<Fault> All { get; } =
    [
        new("engine-killed-sqlite", (run, _) => EngineKilled.OverSqliteAsync(run)),
        new("engine-killed-postgresql", EngineKilled.OverPostgreSqlAsync),
        new("campaign-killed-sqlite", (run, _) => CampaignKilled.OverSqliteAsync(run)),
        new("campaign-killed-postgresql", CampaignKilled.OverPostgreSqlAsync),
        new("webhooks-killed-sqlite", (run, _) => WebhooksKilled.OverSqliteAsync(run)),
        new("webhooks-killed-postgresql", WebhooksKilled.OverPostgreSqlAsync),
        new("messages-killed-sqlite", (run, _) => MessagesKilled.OverSqliteAsync(run)),
        new("messages-killed-postgresql", MessagesKilled.OverPostgreSqlAsync),
        new("engine-terminated", (run, _) => EngineTerminated.RunAsync(run)),
        new("postgresql-crash", PostgreSqlEnds.ByKillAsync),
        new("postgresql-restart", PostgreSqlEnds.ByRestartAsync),
        new("cut-at-commit", CutAtCommit.RunAsync),
        new("black-hole", BlackHole.RunAsync),
        new("disk-full-sqlite", (run, _) => DiskFull.OfSqliteAsync(run)),
        new("file-limit-sqlite", (run, _) => DiskFull.ByLimitAsync(run)),
        new("disk-full-postgresql", (run, _) => DiskFull.OfPostgreSqlAsync(run)),
        new("second-engine-sqlite", (run, _) => SecondEngine.OverSqliteAsync(run)),
        new("second-engine-postgresql", SecondEngine.OverPostgreSqlAsync),
        new("herd", (run, _) => Herd.RunAsync(run)),
        new("slow-callers", (run, _) => SlowCallers.RunAsync(run)),
        new("clock-back", (run, _) => ClockBack.RunAsync(run)),
        new("postgresql-stall", PostgreSqlStalls.RunAsync),
    ];
}

/// <summary>A row of the table, or why the fault was left out.</summary>
internal sealed record FaultOutcome(FaultRow? Row, string? LeftOut = null)
{
    public static implicit operator FaultOutcome(FaultRow row) => new(row);

    public static FaultOutcome Without(string why) => new(null, why);
}
