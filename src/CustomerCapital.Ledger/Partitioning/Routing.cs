using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>Which partition a customer belongs to. Fixed for ever: a customer whom it sent elsewhere would be lost to sight.</summary>
/// <remarks>
/// The first eight bytes of SHA-256 over the id in UTF-8, read as an unsigned number with the most significant byte first, modulo the number of partitions.
/// Customers spread evenly whatever their ids look like. Depends on nothing but the id and that number.
/// </remarks>
public static class Routing
{
    /// <summary>The partition of a customer, from 0.</summary>
    /// <param name="customerId">Whose.</param>
    /// <param name="partitions">How many there are.</param>
    public static int PartitionOf(string customerId, int partitions)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(customerId), digest);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(digest) % (ulong)partitions);
    }

    /// <summary>The number under which a partition's message is known outside it: a partition's messages keep their order, and no two partitions give the same.</summary>
    /// <exception cref="OverflowException">The number would leave 64 bits.</exception>
    internal static long MessageIdOf(long idInPartition, int partition, int partitions) => (idInPartition * partitions) + partition;

    /// <summary>The greatest number in a partition whose number outside it is at most another.</summary>
    internal static long LastMessageUpTo(long messageId, int partition, int partitions) => messageId < partition ? 0 : (messageId - partition) / partitions;

    /// <summary>Where a message is kept, and its number there.</summary>
    internal static (int Partition, long IdInPartition) MessageOf(long messageId, int partitions) => ((int)(messageId % partitions), messageId / partitions);
}
