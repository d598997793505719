using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Deliveries;
using CustomerCapital.Engine.Feed;

namespace CustomerCapital.Engine.Subscriptions;

/// <summary>What is sent to a subscriber.</summary>
/// <param name="Type">The name of the event, as histories show it in <c>type</c>.</param>
/// <param name="Timestamp">When the engine recorded it.</param>
/// <param name="Data">The entry, as the feed shows it.</param>
public sealed record WebhookBody(string Type, DateTimeOffset Timestamp, FeedEntry Data);

/// <summary>What a trial sends to a subscriber.</summary>
/// <param name="Type">Always <c>test</c>.</param>
/// <param name="Timestamp">When it was asked for.</param>
/// <param name="SubscriptionId">The subscription's id.</param>
public sealed record WebhookTestBody(string Type, DateTimeOffset Timestamp, string SubscriptionId);

/// <summary>A message as Standard Webhooks 1.0 sends it: an id that stays the same with every attempt, and a body that does too.</summary>
/// <param name="Id">Header <c>webhook-id</c>.</param>
/// <param name="Body">UTF-8 JSON.</param>
public readonly record struct WebhookMessage(string Id, byte[] Body)
{
    /// <summary>The beginning of a secret.</summary>
    public const string SecretPrefix = "whsec_";

    private static readonly JsonTypeInfo<WebhookBody> Json = (JsonTypeInfo<WebhookBody>)new JsonSerializerOptions
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(Capabilities.Json, WebhookJson.Default), PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    }.GetTypeInfo(typeof(WebhookBody));

    /// <summary>The message of an entry.</summary>
    public static WebhookMessage Of(Entry entry) =>
        new(IdOf(EntryId.Of(entry)), JsonSerializer.SerializeToUtf8Bytes(new(Capabilities.NameOf(entry.Event), entry.RecordedAt, FeedEntry.Of(entry)), Json));

    /// <summary>The message of a trial.</summary>
    public static WebhookMessage Test(string subscriptionId, DateTimeOffset at) =>
        new($"msg_test_{at.UtcTicks:x}", JsonSerializer.SerializeToUtf8Bytes(new("test", at, subscriptionId), WebhookJson.Default.WebhookTestBody));

    /// <summary>The id of an entry's message: <c>msg_</c> and half the SHA-256 of kind, sequence and key, so that it tells nothing of the customer.</summary>
    public static string IdOf(EntryId entry) =>
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{(short)entry.Actor.Kind}:{entry.Sequence}:{entry.Actor.Key}"))).AsSpan(0, 16));

    /// <summary>A secret of 32 bytes.</summary>
    public static string SecretOf(ReadOnlySpan<byte> bytes) => SecretPrefix + Convert.ToBase64String(bytes);

    /// <summary>The header <c>webhook-signature</c>: HMAC-SHA256 over id, timestamp and body, of each secret.</summary>
    /// <param name="secrets">As <see cref="SecretOf"/> makes them.</param>
    /// <param name="timestamp">Seconds since 1970: the header <c>webhook-timestamp</c>.</param>
    public string Sign(IEnumerable<string> secrets, long timestamp)
    {
        var head = FormattableString.Invariant($"{Id}.{timestamp}.");
        var signed = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(head.Length) + Body.Length);
        var length = Encoding.UTF8.GetBytes(head, signed);
        Body.CopyTo(signed, length);
        length += Body.Length;
        var signatures = string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[SecretPrefix.Length..]), signed.AsSpan(0, length)))));
        ArrayPool<byte>.Shared.Return(signed);
        return signatures;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(WebhookTestBody))]
internal sealed partial class WebhookJson : JsonSerializerContext;
