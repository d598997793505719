namespace CustomerCapital.Domain.Program;

/// <summary>What customers see of the program on their own pages.</summary>
/// <param name="Name">The shop's name, as its customers know it. At most 200 characters. If left out, pages name no shop.</param>
/// <param name="ShopUrl">
/// The shop's address, to which shared links lead: <c>https</c>, at most 500 characters. If left out, shared links lead
/// nowhere.
/// </param>
/// <param name="NamesSharer">Whether the page of a shared link says the first name of who shares it.</param>
public sealed record PagesRule(string? Name = null, string? ShopUrl = null, bool NamesSharer = false) : Kept
{
    /// <summary>Most sites that may embed customers' pages.</summary>
    public const int MostSites = 10;

    /// <summary>Most characters of the shop's address.</summary>
    public const int UrlLimit = 500;

    private readonly ValueList<string> _embeddedBy;

    /// <summary>Sites that may show customers' pages within their own, such as <c>https://shop.example</c>. At most 10.</summary>
    public IReadOnlyList<string> EmbeddedBy { get => _embeddedBy.Items; init => _embeddedBy = new(value); }

    /// <summary>The shop's address; null where there is none.</summary>
    public Uri? Shop() => ShopUrl is null ? null : AddressOf(ShopUrl);

    /// <summary>Every rule that it breaks.</summary>
    internal IEnumerable<FieldFault> Faults(string field)
    {
        foreach (var fault in Text.TextFaults($"{field}.name", Name)) yield return fault;
        if (ShopUrl is not null && (ShopUrl.Length > UrlLimit || AddressOf(ShopUrl) is not { Fragment: "" }))
            yield return new($"{field}.shopUrl", $"Must be an address that begins with https://, without a name to sign in and without '#', of at most {UrlLimit} characters.");
        if (EmbeddedBy.Count > MostSites) yield return new($"{field}.embeddedBy", $"Must be at most {MostSites} sites.");
        for (var at = 0; at < EmbeddedBy.Count; at++)
            if (!IsSite(EmbeddedBy[at])) yield return new($"{field}.embeddedBy[{at}]", "Must be a site such as https://shop.example, without a path.");
    }

    /// <remarks>What a header lists stands as it is written, so that it must be written in the one way that a browser compares.</remarks>
    private static bool IsSite(string? site) => site?.Length <= UrlLimit && AddressOf(site) is { } address && address.GetLeftPart(UriPartial.Authority) == site && site.All(char.IsAscii);

    /// <summary>An address that a browser may be led to: of the web, over TLS but on this machine itself.</summary>
    private static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length == 0 && address.Host.Length > 0 && !text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is ';' or ',' or '\\')
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) ? address : null;
}
