using CustomerCapital.ConsolePages.Language;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.SignedLinks;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.ConsolePages.CustomerPages;

/// <summary>A request for a customer's page whose link holds.</summary>
/// <param name="Link">What the link says.</param>
/// <param name="State">The customer.</param>
/// <param name="Language">How to speak to who asked.</param>
internal sealed record CustomerVisit(SignedLink Link, ActorState State, ConsoleLanguage Language)
{
    /// <summary>The value of the address that says which language was chosen.</summary>
    public const string LanguageName = "lang";

    private static readonly object Key = new();

    private static readonly Dictionary<string, LinkKind> Kinds =
        ((LinkKind[])[LinkKind.CustomerPage, LinkKind.Survey, LinkKind.Share]).ToDictionary(kind => SignedLink.RootOf(kind)[1..], StringComparer.Ordinal);

    /// <summary>The visit that a request is; null where it is none.</summary>
    public static CustomerVisit? Of(HttpContext context) => context.Items[Key] as CustomerVisit;

    /// <summary>Whether an address is one of customers' pages.</summary>
    public static bool IsOne(HttpRequest request) => KindOf(request) is not null;

    /// <summary>Reads the link of a request, and remembers with the request what it says.</summary>
    /// <returns>Whether it holds, and is of somebody who is known.</returns>
    public static async Task<LinkStatus> ReadAsync(HttpContext context, ICustomerCapital capital)
    {
        var read = await capital.AskAsync(new ReadLink(KindOf(context.Request)!.Value, Segment(context.Request, 2)), context.RequestAborted);
        if (read.Link is not { } link) return read.Status;
        if (await capital.Customer(link.CustomerId).GetAsync() is not { } state) return LinkStatus.Invalid;
        context.Items[Key] = new CustomerVisit(link, state, LanguageOf(context.Request, link.Kind == LinkKind.Share ? null : state));
        return LinkStatus.Valid;
    }

    /// <summary>The language that was chosen, else the customer's own, else the one that the browser likes best.</summary>
    public static ConsoleLanguage LanguageOf(HttpRequest request, ActorState? customer) =>
        ConsoleLanguage.Of(request.Query[LanguageName].FirstOrDefault())
        ?? (customer?.Profile.Language is { } tag ? ConsoleLanguage.Of(LanguageTag.Primary(tag)) : null)
        ?? ConsoleLanguage.Preferred(request.Headers.AcceptLanguage.ToString());

    /// <summary>The rules of the pages.</summary>
    public static PagesRule RulesOf(ICustomerCapital capital) => capital.Policy.Program.Policy.Pages;

    private static LinkKind? KindOf(HttpRequest request) => Segment(request, 1) is { } root && Kinds.TryGetValue(root, out var kind) ? kind : null;

    private static string? Segment(HttpRequest request, int at) => (request.Path.Value ?? "").Split('/') is var parts && at < parts.Length ? parts[at] : null;
}
