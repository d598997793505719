using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.SignedLinks;

/// <summary>Makes a link and keeps nothing of it. Two that are asked for within a second are the same.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="CustomerId">Whose it is. Whether there is such a customer is not looked at.</param>
/// <param name="Subject">What it is about; null for nothing.</param>
/// <param name="Days">How many days it holds, 1 to <see cref="SignedLink.MostDays"/>; null for as many as <see cref="SignedLink.DaysOf"/> says.</param>
public sealed record MakeLink(LinkKind Kind, string CustomerId, string? Subject = null, int? Days = null) : Question<MadeLink>
{
    /// <summary>What is wrong with it; empty where it can be made.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in new SignedLink(Kind, CustomerId, Subject, null).Faults()) yield return fault;
        if (Days is < 1 or > SignedLink.MostDays) yield return new("days", $"Must be 1 to {SignedLink.MostDays:N0} days.");
    }

    /// <exception cref="ArgumentException">It has <see cref="Faults"/>.</exception>
    public override async Task<MadeLink> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (Faults().ToList() is [var fault, ..]) throw new ArgumentException($"{fault.Field}: {fault.Message}");
        return MadeLink.Of(await KeptLinkKeys.ReadAsync(engine, cancellation), this, engine.Time.GetUtcNow());
    }
}

/// <summary>A link that was made.</summary>
/// <param name="Path">Its address within the gateway that serves it.</param>
/// <param name="ExpiresAt">From when it no longer holds; null for never.</param>
public sealed record MadeLink(string Path, DateTimeOffset? ExpiresAt)
{
    /// <summary>The last part of the path.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Token => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Makes a link by keys that are known, for whoever makes many.</summary>
    /// <inheritdoc cref="MakeLink.AnswerAsync"/>
    public static MadeLink Of(LinkKeys keys, MakeLink wanted, DateTimeOffset now)
    {
        var days = wanted.Days ?? SignedLink.DaysOf(wanted.Kind);
        DateTimeOffset? expiresAt = days is { } after ? DateTimeOffset.FromUnixTimeSeconds(now.AddDays(after).ToUnixTimeSeconds()) : null;
        return new(SignedLink.PathOf(wanted.Kind, keys.Sign(new(wanted.Kind, wanted.CustomerId, wanted.Subject, expiresAt))), expiresAt);
    }
}

/// <summary>Reads a link. Whatever is wrong with it, it has an answer, and nothing changes.</summary>
/// <param name="Kind">What it has to be for.</param>
/// <param name="Token">As it came.</param>
public sealed record ReadLink(LinkKind Kind, string? Token) : Question<CheckedLink>
{
    public override async Task<CheckedLink> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) =>
        Token is { Length: > LinkKeys.TokenLimit } ? CheckedLink.Invalid : (await KeptLinkKeys.ReadAsync(engine, cancellation)).Read(Token, Kind, engine.Time.GetUtcNow());
}

/// <summary>The number of the key that signs links.</summary>
public sealed record ReadLinkKey : Question<int>
{
    public override async Task<int> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => KeptLinkKeys.NewestOf(await KeptLinkKeys.ReadAsync(engine, cancellation));
}

/// <summary>Makes a new key, which signs links from now on. Links of the key before it hold until the next change, and those of earlier keys no more.</summary>
/// <param name="From">The number of the key that signs now; where another signs already, nothing changes.</param>
public sealed record RotateLinkKey(int From) : Question<int>
{
    public override async Task<int> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => KeptLinkKeys.NewestOf(await KeptLinkKeys.RotateAsync(engine, From, cancellation));
}
