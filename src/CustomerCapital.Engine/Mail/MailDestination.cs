using System.Buffers.Text;
using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Deliveries;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Engine.Templates;

namespace CustomerCapital.Engine.Mail;

/// <summary>Sends the messages that the feed says are planned or due.</summary>
/// <remarks>
/// Before a mail is handed over, the customer's own history says that it is in hand; there the consent is looked at for the last time. Only then is the mail handed over, and
/// what the mail server has answered is recorded. A crash in between leaves the message in hand: it is handed over again, under the same Message-ID, and is named as one that
/// may have gone out twice. So at most as many mails can go out twice as there are connections.
/// </remarks>
/// <param name="engine">What this process has of the engine.</param>
/// <param name="transport">The mail server.</param>
/// <param name="mayGoTwice">Is told each message that is handed over again though an earlier try may have been taken: the customer's id and the message's.</param>
public sealed class MailDestination(EngineParts engine, IMailTransport transport, Action<string, string> mayGoTwice) : IDestination
{
    /// <summary>After so many tries a message that the mail server keeps putting off has failed: some two days.</summary>
    public const int MostAttempts = 12;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnreachableFor = TimeSpan.FromSeconds(30);

    private (KeptTemplates Templates, LinkKeys Keys, long At)? _known;

    /// <inheritdoc/>
    public bool Wants(Entry entry) => entry.Event is MessagePlanned { Withheld: null, Until: null } or MessageDue;

    /// <inheritdoc/>
    public async Task<DeliveryResult> DeliverAsync(Entry entry, int attempt, CancellationToken cancellation)
    {
        var messageId = MessageOf(entry.Event);
        try
        {
            var customer = engine.Customer(entry.Actor);
            if (await OpenAsync(customer, messageId) is not { } found) return DeliveryResult.Taken;
            var planned = entry.Event as MessagePlanned ?? (MessagePlanned)(await customer.EntriesAsync(found.Message.Sequence - 1, 1))[0].Event;
            var (templates, keys) = await KnownAsync(cancellation);
            if (templates.Saved.Find(planned.Template, ContactChannel.Email) is not { } template)
                return await EndAsync(customer, new() { MessageId = messageId, Status = MessageStatus.Failed, Reason = "template_not_found" }, cancellation);
            RenderedMessage content;
            var links = LinksOf(found.State.CustomerId, planned, keys);
            try
            {
                content = LiquidTemplates.Render(template.Template.For(planned.Language ?? found.State.Profile.Language), MessageValues.Of(found.State, planned.Values, links));
            }
            catch (TemplateFailedException failed)
            {
                return await EndAsync(customer, new() { MessageId = messageId, Status = MessageStatus.Failed, Reason = "template_fails", Answer = Short(failed.Message) }, cancellation);
            }

            await using var connection = await transport.LeaseAsync(cancellation);
            var wasInHand = found.Message.Status == MessageStatus.InHand;
            await MoveAsync(customer, new() { MessageId = messageId, Status = MessageStatus.InHand, TemplatePurpose = template.Template.Purpose });
            if (await OpenAsync(customer, messageId) is not { Message: { Status: MessageStatus.InHand } message, State: { Profile: { Email: { } address } profile } state }) return DeliveryResult.Taken;
            if (wasInHand) mayGoTwice(state.CustomerId, messageId);
            var unsubscribe = planned.Purpose == ContactPurpose.Service ? null : links.Unsubscribe;
            // Not given up from here on: a mail that is cut off may have gone out.
            var answer = await connection.SendAsync(new(MailIds.Of(state.CustomerId, messageId, transport.From), address, profile.Name, content, unsubscribe), CancellationToken.None);
            if (answer.Kind == MailAnswerKind.Unknown) return DeliveryResult.Failed(answer.Text);
            return await EndAsync(customer, After(answer, message, content.Language, template.Version), cancellation);
        }
        catch (MailUnavailableException unreachable)
        {
            return DeliveryResult.Failed(unreachable.Message, UnreachableFor);
        }
        catch (Exception passing) when (passing is EngineUnavailableException or EngineOverloadedException or Ledger.LedgerUnavailableException or Ledger.LedgerOverloadedException)
        {
            return DeliveryResult.Failed(passing.Message, LookAgain);
        }
    }

    /// <inheritdoc/>
    public async Task GiveUpAsync(EntryId entry, string reason)
    {
        var customer = engine.Customer(entry.Actor);
        var messageId = MessageOf((await customer.EntriesAsync(entry.Sequence - 1, 1))[0].Event);
        await MoveAsync(customer, new() { MessageId = messageId, Status = MessageStatus.Failed, Reason = "given_up", Answer = Short(reason) });
    }

    /// <summary>What is recorded of an answer.</summary>
    private MoveMessage After(MailAnswer answer, CustomerMessage message, string language, long templateVersion)
    {
        var move = new MoveMessage { MessageId = message.MessageId, Answer = Short(answer.Text) };
        if (answer.Kind == MailAnswerKind.Accepted) return move with { Status = MessageStatus.Sent, Language = language, TemplateVersion = templateVersion };
        if (answer.Kind == MailAnswerKind.Rejected) return move with { Status = MessageStatus.Failed, Reason = answer.IsRecipientUnknown ? MessageMoved.RecipientUnknown : "rejected" };
        if (message.Attempts >= MostAttempts) return move with { Status = MessageStatus.Failed, Reason = "deferred_too_often" };
        // One minute at first, then twice as long each time, and eight hours at most.
        var wait = TimeSpan.FromMinutes(Math.Min(480, 1 << Math.Min(message.Attempts - 1, 9)));
        return move with { Status = MessageStatus.PutOff, Reason = "deferred", Until = engine.Time.GetUtcNow() + wait };
    }

    private MessageLinks LinksOf(string customerId, MessagePlanned planned, LinkKeys keys)
    {
        return new(
            planned.Purpose == ContactPurpose.Service ? "" : UrlOf(LinkKind.Unsubscribe, Unsubscription.SubjectOf(planned.Channel, planned.Purpose)),
            planned.ConsentId is { } consentId ? UrlOf(LinkKind.ConsentConfirmation, consentId) : "", UrlOf(LinkKind.CustomerPage, null),
            planned.SurveyId is { } surveyId ? UrlOf(LinkKind.Survey, surveyId) : "");

        string UrlOf(LinkKind kind, string? subject) => transport.PublicUrl + MadeLink.Of(keys, new(kind, customerId, subject), engine.Time.GetUtcNow()).Path;
    }

    /// <summary>Templates and keys, a second old at most.</summary>
    private async Task<(KeptTemplates Templates, LinkKeys Keys)> KnownAsync(CancellationToken cancellation)
    {
        if (_known is { } known && engine.Time.GetElapsedTime(known.At) < LookAgain) return (known.Templates, known.Keys);
        var (templates, keys) = (await KeptTemplates.ReadAsync(engine.Ledger, cancellation), await KeptLinkKeys.ReadAsync(engine, cancellation));
        _known = (templates, keys, engine.Time.GetTimestamp());
        return (templates, keys);
    }

    /// <summary>Records what became of a message, however long the ledger does not answer: what is known now must not be tried again.</summary>
    private async Task<DeliveryResult> EndAsync(ICustomer customer, MoveMessage move, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await MoveAsync(customer, move);
                return DeliveryResult.Taken;
            }
            catch (Exception passing) when (passing is EngineUnavailableException or EngineOverloadedException or Ledger.LedgerUnavailableException or Ledger.LedgerOverloadedException)
            {
                await Task.Delay(LookAgain, engine.Time, cancellation);
            }
        }
    }

    private static async Task MoveAsync(ICustomer customer, MoveMessage move)
    {
        var outcome = (await customer.ExecuteAsync([move]))[0];
        if (outcome.Receipt is null) throw new InvalidOperationException($"Message {move.MessageId} cannot be moved to {move.Status}: {outcome.Code}: {outcome.Message}");
    }

    private static async Task<(ActorState State, CustomerMessage Message)?> OpenAsync(ICustomer customer, string messageId) =>
        await customer.GetAsync() is { } state && CustomerMessages.Part.Of(state).Latest.Find(message => message.MessageId == messageId) is { IsOpen: true, Status: not MessageStatus.PutOff } message
            ? (state, message) : null;

    private static string MessageOf(ActorEvent happened) => happened switch
    {
        MessagePlanned planned => planned.MessageId,
        MessageDue due => due.MessageId,
        _ => throw new InvalidOperationException($"{happened.GetType().Name} is no message."),
    };

    private static string Short(string text) => Text.Cut(new string([.. text.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : letter)]).Trim());
}

/// <summary>The header Message-ID of a message says which it is, so that what comes back can be told of.</summary>
public static class MailIds
{
    /// <summary>The value for a message, without angle brackets: whose it is and its id, each in base64url, and the domain of the sender.</summary>
    public static string Of(string customerId, string messageId, string from) =>
        $"{Encode(customerId)}.{Encode(messageId)}@{from[(from.LastIndexOf('@') + 1)..]}";

    /// <summary>What a value says; null where it is none of these.</summary>
    /// <param name="value">With angle brackets or without.</param>
    public static (string CustomerId, string MessageId)? Read(string value)
    {
        var parts = value.Trim().Trim('<', '>').Split('@')[0].Split('.');
        if (parts.Length != 2 || parts.Any(part => part.Length is 0 or > 1_400 || !Base64Url.IsValid(part))) return null;
        try
        {
            var utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
            return (utf8.GetString(Base64Url.DecodeFromChars(parts[0])), utf8.GetString(Base64Url.DecodeFromChars(parts[1])));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
