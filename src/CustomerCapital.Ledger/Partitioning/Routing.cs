using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>Which partition an actor belongs to. Fixed for ever: one that it sent elsewhere would be lost to sight.</summary>
/// <remarks>
/// The first eight bytes of SHA-256 over a customer's id in UTF-8, before which actors that are neither customers nor their aliases have their kind's number and a colon, read as an unsigned number with the most significant byte first, modulo the number of partitions.
/// Actors spread evenly whatever their ids look like. Depends on nothing but the id and that number.
/// </remarks>
public static class Routing
{
    /// <summary>The partition of an actor, from 0.</summary>
    /// <param name="actor">Which.</param>
    /// <param name="partitions">How many there are.</param>
    public static int PartitionOf(ActorId actor, int partitions)
    {
        var name = actor.Original is { Kind: ActorKind.Customer or ActorKind.Alias, Key: var customerId } ? customerId : string.Create(CultureInfo.InvariantCulture, $"{(short)actor.Kind}:{actor.Key}");
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name), digest);
        return (int)(BinaryPrimitives.ReadUInt64BigEndian(digest) % (ulong)partitions);
    }

    /// <summary>The number under which what a partition numbers is known outside it: a partition's keep their order, and no two partitions give the same.</summary>
    /// <exception cref="OverflowException">The number would leave 64 bits.</exception>
    internal static long NumberOf(long inPartition, int partition, int partitions) => (inPartition * partitions) + partition;

    /// <summary>The greatest number in a partition whose number outside it is at most another.</summary>
    internal static long LastUpTo(long number, int partition, int partitions) => number < partition ? 0 : (number - partition) / partitions;

    /// <summary>In which partition a number was given, and what it is there.</summary>
    internal static (int Partition, long Number) PlaceOf(long number, int partitions) => ((int)(number % partitions), number / partitions);
}
