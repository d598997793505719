using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using CustomerCapital.ConsolePages.Hosting;
using MimeKit;

namespace CustomerCapital.Server.Demo;

/// <summary>Shows the mails of the demo under the console, for who tries the program out. What a mail says is shown as text, or as HTML that can do nothing.</summary>
internal static partial class DemoMailPages
{
    /// <summary>Where the mails are listed.</summary>
    public const string Path = ConsoleAddress.Root + "/demo-mails";

    /// <summary>Neither scripts nor anything from elsewhere; a mail's HTML is in a frame of its own, without any right but to open its links.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'";

    public static void MapDemoMails(this IEndpointRouteBuilder app, DemoMailServer server)
    {
        app.MapGet(Path, (HttpResponse response) => Page(response, "Mails of the demo", List(server))).ExcludeFromDescription();
        app.MapGet(Path + "/{number:int}", (HttpResponse response, int number) => server.Mails.FirstOrDefault(mail => mail.Key == number).Value is { } mail
            ? Page(response, mail.Subject ?? "", One(mail)) : Results.NotFound()).ExcludeFromDescription();
    }

    private static string List(DemoMailServer server)
    {
        var rows = new StringBuilder();
        foreach (var (number, mail) in server.Mails)
        {
            rows.Append(CultureInfo.InvariantCulture, $"<tr><td>{mail.Date.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC</td><td>{Encode(mail.To.ToString())}</td>");
            rows.Append(CultureInfo.InvariantCulture, $"<td><a href=\"{Path}/{number}\">{Encode(mail.Subject)}</a></td></tr>");
        }

        return rows.Length == 0
            ? "<p>No mail has arrived yet.</p>"
            : $"<p>They arrived at the demo's own mail server, and went no further. The latest {DemoMailServer.Most} are kept while the demo runs.</p><table><tr><th>Sent</th><th>To</th><th>Subject</th></tr>{rows}</table>";
    }

    private static string One(MimeMessage mail)
    {
        var heads = new StringBuilder();
        foreach (var name in (string[])["From", "To", "Date", "Content-Language", "Message-Id", "List-Unsubscribe", "List-Unsubscribe-Post"])
            if (mail.Headers[name] is { } value) heads.Append(CultureInfo.InvariantCulture, $"<tr><th>{name}</th><td>{Encode(value)}</td></tr>");
        var html = mail.HtmlBody is { } body
            ? $"<h2>HTML</h2><iframe title=\"The mail as HTML\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\" srcdoc=\"{Encode("<base target=\"_blank\">" + body)}\"></iframe>" : "";
        return $"<p><a href=\"{Path}\">All mails</a></p><table>{heads}</table><h2>Text</h2><pre>{Linked(mail.TextBody ?? "")}</pre>{html}";
    }

    /// <summary>A text with its addresses as links.</summary>
    private static string Linked(string text)
    {
        var (linked, at) = (new StringBuilder(), 0);
        foreach (var match in Address().EnumerateMatches(text))
        {
            var url = Encode(text.Substring(match.Index, match.Length));
            linked.Append(Encode(text[at..match.Index])).Append(CultureInfo.InvariantCulture, $"<a href=\"{url}\" rel=\"noreferrer\" target=\"_blank\">{url}</a>");
            at = match.Index + match.Length;
        }

        return linked.Append(Encode(text[at..])).ToString();
    }

    private static IResult Page(HttpResponse response, string title, string content)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.CacheControl = "no-store";
        return Results.Text(
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Encode(title)}</title><style>body{{font-family:sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}}"
            + "table{border-collapse:collapse}th,td{text-align:left;padding:.3rem 1rem .3rem 0;vertical-align:top;overflow-wrap:anywhere}pre{white-space:pre-wrap}iframe{width:100%;height:20rem}</style></head>"
            + $"<body><h1>{Encode(title)}</h1>{content}</body></html>", "text/html; charset=utf-8");
    }

    private static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");

    [GeneratedRegex(@"https?://[^\s<>""]+")]
    private static partial Regex Address();
}
