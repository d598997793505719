using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Partitioning;

/// <summary>The hash by which actors are divided among partitions. Fixed for ever: one that it sent elsewhere would be lost to sight.</summary>
/// <remarks>
/// The first eight bytes of SHA-256 over a customer's id in UTF-8, before which actors that are neither customers nor their aliases have their kind's number and a colon, read as an unsigned number with the most significant byte first.
/// Actors spread evenly whatever their ids look like. Depends on nothing but the id. With the number of partitions that a ledger began with, the partition is that number modulo theirs; <see cref="PartitionMap"/> says what becomes of it where others are added.
/// </remarks>
public static class Routing
{
    /// <summary>The hash of an actor.</summary>
    public static ulong HashOf(ActorId actor)
    {
        var name = actor.Original is { Kind: ActorKind.Customer or ActorKind.Alias, Key: var customerId } ? customerId : string.Create(CultureInfo.InvariantCulture, $"{(short)actor.Kind}:{actor.Key}");
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    /// <summary>The partition of an actor, from 0, where none was added.</summary>
    /// <param name="actor">Which.</param>
    /// <param name="partitions">How many there are.</param>
    public static int PartitionOf(ActorId actor, int partitions) => (int)(HashOf(actor) % (ulong)partitions);
}
