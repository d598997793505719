namespace CustomerCapital.Bench.Scale;

/// <summary>What the work on a purchase costs, in seconds of a processor, and what is waited for: what fits best all that was measured at once, see docs/scale.md.</summary>
internal sealed record ClusterTerms
{
    private const double Microsecond = 1e-6;

    /// <summary>Of two quiet shared virtual processors, with everything on them.</summary>
    public static readonly ClusterTerms Measured = new();

    /// <summary>A request with one purchase, read and answered.</summary>
    public double Post { get; init; } = 69 * Microsecond;

    /// <summary>A line of a stream, read and answered.</summary>
    public double Line { get; init; } = 9 * Microsecond;

    /// <summary>The turn of a customer: decided, encoded, taken.</summary>
    public double Turn { get; init; } = 36 * Microsecond;

    /// <summary>A customer who is not in memory, read before the turn, by the silo.</summary>
    public double Recall { get; init; } = 128 * Microsecond;

    /// <summary>The same by the database.</summary>
    public double RecallInDatabase { get; init; } = 69 * Microsecond;

    /// <summary>A message to another process, by whoever sends it; as much again by whoever gets it.</summary>
    public double Message { get; init; } = 75 * Microsecond;

    /// <summary>A report, whatever its counters.</summary>
    public double Report { get; init; } = 300 * Microsecond;

    /// <summary>Cells of a cohort report of some years.</summary>
    public int CellsOfReport { get; init; } = 1_672;

    /// <summary>Rows of counters that a silo has for a cell in a database: one for each group that it writes at once.</summary>
    public int WritersOfSilo { get; init; } = 3;

    /// <summary>A row of counters, added up by the database.</summary>
    public double CounterInDatabase { get; init; } = 0.083 * Microsecond;

    /// <summary>A cell of a database's answer, added up by the silo.</summary>
    public double CellInSilo { get; init; } = 0.7 * Microsecond;

    /// <summary>A purchase in a message, by whoever sends it; as much again by whoever gets it. With its answer.</summary>
    public double InMessage { get; init; } = 8.4 * Microsecond;

    /// <summary>A group, by the silo that has it written.</summary>
    public double Group { get; init; } = 700 * Microsecond;

    /// <summary>A group, by the database.</summary>
    public double GroupInDatabase { get; init; } = 440 * Microsecond;

    /// <summary>A purchase of a group, by the database.</summary>
    public double Rows { get; init; } = 33 * Microsecond;

    /// <summary>Whoever sends requests, for a request with one purchase, on the same machine.</summary>
    public double Driver { get; init; } = 16 * Microsecond;

    /// <summary>Share of the measuring machine's processors that nothing of this had: that of its host, and of the machine's own work.</summary>
    public double OthersShare { get; init; } = 0.07;

    /// <summary>A flush of the database's log.</summary>
    public double Flush { get; init; } = 500 * Microsecond;

    /// <summary>How much longer a flush takes for each purchase.</summary>
    public double FlushEach { get; init; } = 8 * Microsecond;

    /// <summary>From one machine to another; 0 where all are on one.</summary>
    public double Network { get; init; }
}

/// <summary>A cluster that is simulated.</summary>
/// <param name="Silos">Processes with customers.</param>
/// <param name="Databases">Databases of the ledger, over which customers are spread.</param>
internal sealed record ClusterShape(int Silos, int Databases)
{
    /// <summary>Whether one gateway, which has no customers, takes all requests; else each silo is a gateway too.</summary>
    public bool HasOneGateway { get; init; }

    /// <summary>Processors of a silo's machine, and of a database's.</summary>
    public int Processors { get; init; } = 16;

    /// <summary>Whether everything, the callers too, is on one machine.</summary>
    public bool IsOneMachine { get; init; }

    /// <summary>Callers with single purchases, each of which waits for its answer; 0 for streams.</summary>
    public int Callers { get; init; }

    /// <summary>Streams, each with a batch of lines in work and the next one sent; 0 for single purchases.</summary>
    public int Streams { get; init; }

    /// <summary>Whether callers send a customer's purchases to the silo that has the customer.</summary>
    public bool CallsOwnSilo { get; init; }

    /// <summary>Whether a silo has customers of all databases; else of as few as can be, as the product places them.</summary>
    public bool SpreadsCustomers { get; init; }
}
