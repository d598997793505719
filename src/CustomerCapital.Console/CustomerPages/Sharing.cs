using CustomerCapital.ConsolePages.Hosting;

namespace CustomerCapital.ConsolePages.CustomerPages;

/// <summary>Plain links that open a network's own page with a text to send. Nothing is asked of the network before somebody follows one.</summary>
internal static class Sharing
{
    /// <summary>The networks by name, with the address that each opens.</summary>
    /// <param name="text">What is to be said, with the link in it.</param>
    /// <param name="subject">Of an e-mail.</param>
    /// <param name="url">The link alone, for networks that take it so.</param>
    public static IReadOnlyList<(string Network, string Address)> Of(string text, string subject, string url) =>
    [
        ("WhatsApp", ConsoleAddress.Of("https://wa.me/", ("text", text))),
        ("Telegram", ConsoleAddress.Of("https://t.me/share/url", ("url", url), ("text", text))),
        ("E-Mail", ConsoleAddress.Of("mailto:", ("subject", subject), ("body", text))),
        ("X", ConsoleAddress.Of("https://x.com/intent/post", ("text", text))),
        ("Facebook", ConsoleAddress.Of("https://www.facebook.com/sharer/sharer.php", ("u", url))),
    ];
}
