using System.Globalization;
using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Templates;

namespace CustomerCapital.Engine.Mail;

/// <summary>What templates put in of a customer and of a message.</summary>
internal static class MessageValues
{
    /// <summary>The names that templates may ask for, of a customer of whom nothing is known.</summary>
    public static TemplateValues Names { get; } = Of(ActorState.New("nobody"), null, MessageLinks.OfPreview) with { Open = "values" };

    /// <summary>The values: <c>customer</c>, <c>values</c> and <c>links</c>. What is not known of the customer is an empty text.</summary>
    public static TemplateValues Of(ActorState state, IReadOnlyDictionary<string, string>? values, MessageLinks links) => new(new Dictionary<string, IReadOnlyDictionary<string, string>>
    {
        ["customer"] = new Dictionary<string, string>
        {
            ["id"] = state.CustomerId, ["name"] = state.Profile.Name ?? "", ["email"] = state.Profile.Email ?? "", ["phone"] = state.Profile.Phone ?? "",
            ["language"] = state.Profile.Language ?? "", ["rung"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(state.Standing.Rung.ToString()),
            ["orders"] = state.Orders.ToString(CultureInfo.InvariantCulture),
        },
        ["values"] = values ?? new Dictionary<string, string>(),
        ["links"] = new Dictionary<string, string> { ["unsubscribe"] = links.Unsubscribe, ["confirm"] = links.Confirm, ["page"] = links.Page, ["survey"] = links.Survey },
    });
}

/// <summary>The links of a message. An empty text where a link does not belong to it.</summary>
/// <param name="Unsubscribe">By which the person takes the consent back.</param>
/// <param name="Confirm">By which the person confirms the consent that was asked for.</param>
/// <param name="Page">The customer's own page.</param>
/// <param name="Survey">The survey of which the message reminds the person.</param>
internal sealed record MessageLinks(string Unsubscribe, string Confirm, string Page, string Survey)
{
    /// <summary>Links that look like one and lead nowhere, for staff who look at a template.</summary>
    public static MessageLinks OfPreview { get; } = new("https://example.org/unsubscribe/preview", "https://example.org/confirm/preview", "https://example.org/my/preview", "https://example.org/survey/preview");
}
