using CustomerCapital.Domain.Program;

namespace CustomerCapital.ConsolePages.CustomerPages;

/// <summary>The code by which a shop knows who has brought a visitor: the token of the share link.</summary>
internal static class ShareCode
{
    /// <summary>The name of the value that the shop's address gets.</summary>
    public const string Name = "share";

    /// <summary>The shop's address with the code; null where the policy names no shop.</summary>
    public static string? AddressOf(PagesRule pages, string code)
    {
        if (pages.Shop() is not { } shop) return null;
        var address = new UriBuilder(shop);
        address.Query = (address.Query.Length > 1 ? address.Query[1..] + "&" : "") + $"{Name}={Uri.EscapeDataString(code)}";
        return address.Uri.AbsoluteUri;
    }
}
