using System.Globalization;
using System.Net.Http.Headers;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Engine.Consents;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Templates;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    private const string TemplatesPath = "v1/templates";

    private static readonly string[] NoTemplate = ["template_not_found"];

    /// <summary>The consents of a customer, and a page of what was said of them; null where there is no such customer.</summary>
    /// <param name="customerId">Whose.</param>
    /// <param name="after">The <see cref="CustomerConsents.NextAfter"/> of the page before; 0 for the first page.</param>
    /// <param name="limit">Of at most so many entries, 1 to 1,000.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<CustomerConsents?> GetConsentsAsync(string customerId, long after = 0, int limit = 100, CancellationToken cancellation = default) =>
        FindAsync<CustomerConsents>(string.Create(CultureInfo.InvariantCulture, $"{PathOfCustomer(customerId)}/consents?after={after}&limit={limit}"), ["customer_not_found"], cancellation);

    /// <summary>The latest messages to a customer, the newest first; null where there is no such customer.</summary>
    public async Task<IReadOnlyList<SentMessage>?> ListMessagesAsync(string customerId, CancellationToken cancellation = default) =>
        (await FindAsync<MessageListAnswer>(PathOfCustomer(customerId) + "/messages", ["customer_not_found"], cancellation))?.Messages;

    /// <summary>Whether mails are sent, and how that goes.</summary>
    public Task<MailStatus> GetMailStatusAsync(CancellationToken cancellation = default) => GetAsync<MailStatus>("v1/mail", cancellation);

    /// <summary>The templates of messages, by name.</summary>
    public async Task<IReadOnlyList<SavedTemplate>> ListTemplatesAsync(CancellationToken cancellation = default) =>
        [.. (await GetAsync<TemplateListAnswer>(TemplatesPath, cancellation)).Templates.Select(template => template.ToSaved())];

    /// <summary>The template of a name; null where there is none.</summary>
    public async Task<SavedTemplate?> GetTemplateAsync(string name, CancellationToken cancellation = default) =>
        (await FindAsync<TemplateAnswer>(PathOfTemplate(name), NoTemplate, cancellation))?.ToSaved();

    /// <summary>Saves a template under a name. The same template again changes nothing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="template">The template.</param>
    /// <param name="expectedVersion">The version that it was made from, 0 where none may be there; null to replace whichever is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GatewayException">It was not saved. Its code is <c>version_conflict</c> where another version is there; its faults say what is wrong, with the line.</exception>
    public async Task<SavedTemplate> PutTemplateAsync(string name, MessageTemplate template, long? expectedVersion = null, CancellationToken cancellation = default)
    {
        using var request = WithBody(HttpMethod.Put, PathOfTemplate(name), template);
        if (expectedVersion is 0) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        else if (expectedVersion is { } version) request.Headers.IfMatch.Add(new(ETagOf(version)));
        return (await AskAsync(request, JsonMediaType, ReadAsync<TemplateAnswer>, cancellation)).ToSaved();
    }

    /// <summary>Deletes a template.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteTemplateAsync(string name, long? expectedVersion = null, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, PathOfTemplate(name));
        if (expectedVersion is { } version) request.Headers.IfMatch.Add(new(ETagOf(version)));
        try
        {
            return await AskAsync(request, null, (_, _) => Task.FromResult(true), cancellation);
        }
        catch (GatewayException none) when (none.Code == NoTemplate[0])
        {
            return false;
        }
    }

    /// <summary>What a template comes to for a customer. Nothing is sent.</summary>
    /// <exception cref="GatewayException">There is no such template or customer, or the template cannot be filled in; its code says which.</exception>
    public Task<RenderedMessage> PreviewTemplateAsync(string name, string customerId, IReadOnlyDictionary<string, string>? values = null, CancellationToken cancellation = default) =>
        PostAsync<PreviewBody, RenderedMessage>(PathOfTemplate(name) + "/preview", new(customerId, values), cancellation);

    /// <summary>Letters that are due, by a template of letters. Nothing is recorded.</summary>
    /// <param name="template">The template's name.</param>
    /// <param name="through">Those that are due by the end of that day in the program's time zone; null for all.</param>
    /// <param name="assignee">Those that are assigned to a member of staff, and with an empty text those that are nobody's; null for all.</param>
    /// <param name="after"><see cref="ListedLetters.NextAfter"/> of the batch before; null for the first one.</param>
    /// <param name="limit">At most so many, 1 to 200; null for the gateway's default.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null where there is no such template of letters.</returns>
    public Task<ListedLetters?> ListLettersAsync(
        string template, DateOnly? through = null, string? assignee = null, string? after = null, int? limit = null, CancellationToken cancellation = default) => FindAsync<ListedLetters>(
        PathOfTemplate(template) + "/letters" + QueryOf(
            ("through", through?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), ("assignee", assignee is "" ? null : assignee), ("unassigned", assignee is "" ? "true" : null),
            ("after", after), ("limit", limit)),
        NoTemplate, cancellation);

    private static string PathOfTemplate(string name) => $"{TemplatesPath}/{Uri.EscapeDataString(name)}";
}

/// <summary>A message to a customer.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Template">The name of its template.</param>
/// <param name="Purpose">For what the customer is contacted.</param>
/// <param name="Status">What has become of it.</param>
/// <param name="PlannedAt">When it was planned.</param>
/// <param name="At">Since when it has the status.</param>
/// <param name="Until">Until when it is put off. Null where it is not.</param>
/// <param name="Reason">Why it is put off, withheld or failed: a stable code. Null for none.</param>
/// <param name="Attempts">How often it was handed to the mail server.</param>
public sealed record SentMessage(
    string MessageId, string Template, ContactPurpose Purpose, MessageStatus Status, DateTimeOffset PlannedAt, DateTimeOffset At, DateTimeOffset? Until, string? Reason, int Attempts);

internal sealed record MessageListAnswer(IReadOnlyList<SentMessage> Messages);

internal sealed record TemplateAnswer(string Name, ContactPurpose Purpose, IReadOnlyList<TemplateVariant> Variants, long Version, ContactChannel Channel)
{
    public SavedTemplate ToSaved() => new(Name, new() { Purpose = Purpose, Channel = Channel, Variants = Variants }, Version);
}

internal sealed record TemplateListAnswer(IReadOnlyList<TemplateAnswer> Templates);

internal sealed record PreviewBody(string CustomerId, IReadOnlyDictionary<string, string>? Values);
