namespace CustomerCapital.Ledger.Partitioning;

/// <summary>How what partitions number by themselves is told apart outside them.</summary>
/// <remarks>
/// Each partition draws its numbers from a line of its own: one that the ledger began with from 1 on, one that was added from its place times 2^44 on. Rows keep their numbers when they move. So a number says, among
/// partitions that descend from the same one, where it was drawn; and what an actor's row, entries and messages are numbered by grows along its history, wherever the actor goes.
/// </remarks>
internal static class Numbers
{
    /// <summary>How many partitions a ledger can have at most.</summary>
    public const int MostPartitions = 256;

    /// <summary>How many numbers a line has.</summary>
    private const long Line = 1L << 44;

    /// <summary>The number after which a partition draws its own.</summary>
    /// <param name="partition">Its place, from 0.</param>
    /// <param name="first">With how many partitions the ledger began.</param>
    public static long BeginningOf(int partition, int first) => partition < first ? 0 : partition * Line;

    /// <summary>The partition of which one that was added got half of the actors.</summary>
    public static int SourceOf(int partition, int first)
    {
        var together = first;
        while (partition >= 2 * together) together *= 2;
        return partition - together;
    }

    /// <summary>The partition with which the ledger began from which one descends.</summary>
    public static int RootOf(int partition, int first)
    {
        while (partition >= first) partition = SourceOf(partition, first);
        return partition;
    }

    /// <summary>The number outside the partitions of a message in one: those of a partition and its descendants keep their order, and no two are the same.</summary>
    /// <exception cref="OverflowException">The number would leave 64 bits.</exception>
    public static long OfMessage(long inPartition, int partition, int first) => checked((inPartition * first) + RootOf(partition, first));

    /// <summary>The greatest number in a partition whose number outside it is at most another.</summary>
    public static long LastMessageUpTo(long number, int partition, int first) => number < RootOf(partition, first) ? 0 : (number - RootOf(partition, first)) / first;

    /// <summary>In which partition a message was given its number, and what it is there.</summary>
    public static (int Partition, long Number) PlaceOfMessage(long number, int first)
    {
        var inPartition = number / first;
        return (inPartition <= Line ? (int)(number % first) : (int)((inPartition - 1) / Line), inPartition);
    }

    /// <summary>A place in a reading of all partitions: the key of a row in one of them. Such places are not kept.</summary>
    public static long OfRow(long key, int partition) => checked((key * MostPartitions) + partition);

    /// <summary>The greatest key in a partition whose place is at most another.</summary>
    public static long LastRowUpTo(long place, int partition) => place < partition ? 0 : (place - partition) / MostPartitions;

    /// <summary>In which partition a place is, and the key there.</summary>
    public static (int Partition, long Key) PlaceOfRow(long place) => ((int)(place % MostPartitions), place / MostPartitions);
}
