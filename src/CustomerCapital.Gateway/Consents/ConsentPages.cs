using System.Net;
using System.Security.Cryptography;
using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.SignedLinks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Consents;

/// <summary>Where the links of mails lead by which a customer unsubscribes, or confirms a consent: a small page with a button, without sign-in and without script.</summary>
/// <remarks>
/// To look at a page changes nothing: programs that fetch the links of mails change nothing by that. A POST changes, whatever its body says, so that the one click of a mail
/// program (RFC 8058) does what the button does. The same link again changes nothing more.
/// </remarks>
internal static class ConsentPages
{
    private const string Style = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.6rem 1.2rem}";

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static void MapConsentPages(this IEndpointRouteBuilder app)
    {
        foreach (var kind in (LinkKind[])[LinkKind.Unsubscribe, LinkKind.ConsentConfirmation])
        {
            var route = SignedLink.RootOf(kind) + "/{token}";
            app.MapGet(route, (HttpContext context, ICustomerCapital capital, string token) => AnswerAsync(context, capital, kind, token, isDone: false)).ExcludeFromDescription().AllowAnonymous();
            app.MapPost(route, (HttpContext context, ICustomerCapital capital, string token) => AnswerAsync(context, capital, kind, token, isDone: true)).ExcludeFromDescription().AllowAnonymous();
        }
    }

    private static async Task<ContentHttpResult> AnswerAsync(HttpContext context, ICustomerCapital capital, LinkKind kind, string token, bool isDone)
    {
        var read = await capital.AskAsync(new ReadLink(kind, token), context.RequestAborted);
        if (read.Link is not { } link) return Page(context, AcceptedLanguage(context), read.Status == LinkStatus.Expired ? ConsentWord.Expired : ConsentWord.Invalid, read.Status == LinkStatus.Expired ? 410 : 404);
        var state = await capital.Customer(link.CustomerId).GetAsync();
        var language = ConsentWords.LanguageOf(state?.Profile.Language) ?? AcceptedLanguage(context);
        var isUnsubscribing = kind == LinkKind.Unsubscribe;
        if (state is null || link.Subject is not { } subject) return Page(context, language, ConsentWord.Invalid, 404);
        if (!isDone) return Page(context, language, isUnsubscribing ? ConsentWord.Unsubscribe : ConsentWord.Confirm, 200, isUnsubscribing ? ConsentWord.UnsubscribeButton : ConsentWord.ConfirmButton);
        if (!isUnsubscribing) return Page(context, language, await ConfirmAsync(capital, link.CustomerId, subject) ? ConsentWord.Confirmed : ConsentWord.Outdated, 200);
        if (Unsubscription.Of(subject) is not { } from) return Page(context, language, ConsentWord.Invalid, 404);
        await UnsubscribeAsync(capital, state, from);
        return Page(context, language, ConsentWord.Unsubscribed, 200);
    }

    /// <summary>Takes the consent back, where it is given or asked for.</summary>
    private static async Task UnsubscribeAsync(ICustomerCapital capital, ActorState state, Unsubscription from)
    {
        var isAsked = GivenConsents.Part.Of(state).Requested.Exists(asked => asked.Channel == from.Channel && asked.Purpose == from.Purpose);
        if (!isAsked && !state.HasConsentTo(from.Channel, from.Purpose)) return;
        // An id of its own: who consents again and comes back to the same link is unsubscribed again.
        var change = new ChangeConsent { ConsentId = $"unsubscribe-{Guid.CreateVersion7():N}", Channel = from.Channel, Purpose = from.Purpose, IsGiven = false, Source = "link in a mail" };
        var outcome = (await capital.ExecuteAsync(state.CustomerId, [change]))[0];
        if (outcome.Receipt is null) throw new InvalidOperationException($"A consent could not be taken back: {outcome.Code}: {outcome.Message}");
    }

    /// <returns>Whether that was new: a link that has confirmed once says nothing of what holds now.</returns>
    private static async Task<bool> ConfirmAsync(ICustomerCapital capital, string customerId, string consentId) =>
        (await capital.ExecuteAsync(customerId, [new ConfirmConsent { ConsentId = consentId }]))[0].Status == OutcomeStatus.Accepted;

    private static ContentHttpResult Page(HttpContext context, string language, ConsentWord says, int status, ConsentWord? button = null)
    {
        var headers = context.Response.Headers;
        (headers.ContentSecurityPolicy, headers.CacheControl, headers["Referrer-Policy"], headers.XContentTypeOptions) = (Policy, "no-store", "no-referrer", "nosniff");
        headers["X-Robots-Tag"] = "noindex";
        var text = WebUtility.HtmlEncode(ConsentWords.Say(language, says));
        var form = button is { } label ? $"<form method=\"post\"><button>{WebUtility.HtmlEncode(ConsentWords.Say(language, label))}</button></form>" : "";
        var html = $"<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{text}</title><style>{Style}</style></head>"
            + $"<body><main><h1>{text}</h1>{form}</main></body></html>\n";
        return TypedResults.Content(html, "text/html; charset=utf-8", Encoding.UTF8, status);
    }

    private static string AcceptedLanguage(HttpContext context) =>
        context.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(accepted => accepted.Quality ?? 1).Select(accepted => ConsentWords.LanguageOf(accepted.Value.Value)).FirstOrDefault(known => known is not null) ?? "en";
}
