using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Deliveries;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Engine.Templates;

namespace CustomerCapital.Engine.Mail;

/// <summary>Sends the messages that the feed says are planned or due.</summary>
/// <remarks>
/// A mail is said to the mail server over several connections side by side, up to its last line. Before that line it passes a gate, which lets as many through as
/// <see cref="IMailTransport.Unanswered"/> says. Behind the gate the customer's own history says that the message is in hand; there the consent is looked at for the last time.
/// Only then is the last line said, and what the mail server answers is recorded before the next mail passes. A crash in between leaves the message in hand: it is handed over
/// again, under the same Message-ID, and is named as one that may have gone out twice. So at most as many mails can go out twice at a crash as the gate lets through.
/// When a silo ends, two processes may send for some seconds. The customer's history gives a message into one hand: the other process leaves the message alone until it has been
/// in that hand for some seconds, as the message of a process that has ended is.
/// </remarks>
/// <param name="engine">What this process has of the engine.</param>
/// <param name="transport">The mail server.</param>
/// <param name="mayGoTwice">Is told each message that is handed over again though an earlier try may have been taken: the customer's id and the message's.</param>
public sealed class MailDestination(EngineParts engine, IMailTransport transport, Action<string, string> mayGoTwice) : IDestination, IDisposable
{
    /// <summary>After so many tries a message that the mail server keeps putting off has failed: some two days.</summary>
    public const int MostAttempts = 12;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly DeliveryResult Elsewhere = DeliveryResult.Later("Another process has the message in hand, or had it when it ended.", LookAgain);
    private static readonly TimeSpan UnreachableFor = TimeSpan.FromSeconds(30);

    /// <summary>A mail server gives up a mail whose last line does not come for some minutes (RFC 5321, section 4.5.3.2: three at least).</summary>
    private static readonly TimeSpan GateWithin = TimeSpan.FromSeconds(90);

    /// <summary>So long a message is left to the process that has it in hand.</summary>
    private static readonly TimeSpan LeftFor = TimeSpan.FromSeconds(4);

    private readonly ConcurrentDictionary<(ActorId Customer, string MessageId), (int Attempts, long Since, bool IsOurs)> _inHand = new();
    private readonly SemaphoreSlim _gate = new(transport.Unanswered);
    private (KeptTemplates Templates, LinkKeys Keys, long At)? _known;

    /// <inheritdoc/>
    public bool Wants(Entry entry) => entry.Event is MessagePlanned { Withheld: null, Until: null } or MessageDue;

    /// <inheritdoc/>
    public async Task<DeliveryResult> DeliverAsync(Entry entry, int attempt, CancellationToken cancellation)
    {
        var messageId = MessageOf(entry.Event);
        var result = await SendAsync(entry, messageId, cancellation);
        if (result.Status == DeliveryStatus.Taken) _inHand.TryRemove((entry.Actor, messageId), out _);
        return result;
    }

    private async Task<DeliveryResult> SendAsync(Entry entry, string messageId, CancellationToken cancellation)
    {
        try
        {
            var customer = engine.Customer(entry.Actor);
            if (await OpenAsync(customer, messageId) is not { } found) return DeliveryResult.Taken;
            if (!MayTake(entry.Actor, found.Message)) return Elsewhere;
            var planned = entry.Event as MessagePlanned ?? (MessagePlanned)(await customer.EntriesAsync(found.Message.Sequence - 1, 1))[0].Event;
            var (templates, keys) = await KnownAsync(cancellation);
            if (templates.Saved.Find(planned.Template, ContactChannel.Email) is not { } template)
                return await EndAsync(customer, cancellation, new MoveMessage { MessageId = messageId, Status = MessageStatus.Failed, Reason = "template_not_found" });
            RenderedMessage content;
            var links = LinksOf(found.State.CustomerId, planned, keys);
            try
            {
                content = LiquidTemplates.Render(template.Template.For(planned.Language ?? found.State.Profile.Language), MessageValues.Of(found.State, planned.Values, links));
            }
            catch (TemplateFailedException failed)
            {
                return await EndAsync(customer, cancellation, new MoveMessage { MessageId = messageId, Status = MessageStatus.Failed, Reason = "template_fails", Answer = Short(failed.Message) });
            }

            var version = new MailVersion(messageId, template.Template.Purpose, content.Language, template.Version);
            if (found.State.Profile.Email is not { } to || MoveMessage.HeldBack(found.State, found.Message, version.Purpose, engine.Policy.Program, engine.Time.GetUtcNow()) is not null)
                return await HoldBackAsync(customer, version);
            var unsubscribe = planned.Purpose == ContactPurpose.Service ? null : links.Unsubscribe;
            return await HandOverAsync(customer, version, new(MailIds.Of(found.State.CustomerId, messageId, transport.From), to, found.State.Profile.Name, content, unsubscribe), cancellation);
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

    /// <summary>What may not be sent now needs no mail server: the customer's own turn decides that.</summary>
    private static async Task<DeliveryResult> HoldBackAsync(ICustomer customer, MailVersion version)
    {
        await MoveAsync(customer, version.InHand);
        return await OpenAsync(customer, version.MessageId) is null ? DeliveryResult.Taken : DeliveryResult.Failed("The customer has changed meanwhile.", LookAgain);
    }

    /// <summary>Says a mail to the mail server, and records the answer before another mail passes the gate.</summary>
    private async Task<DeliveryResult> HandOverAsync(ICustomer customer, MailVersion version, OutgoingMail mail, CancellationToken cancellation)
    {
        await using var connection = await transport.LeaseAsync(cancellation);
        var (hasPassed, isElsewhere, attempts) = (false, false, 0);
        try
        {
            if (await connection.SendAsync(mail, PassAsync, cancellation) is not { } answer) return isElsewhere ? Elsewhere : DeliveryResult.Taken;
            if (answer.Kind == MailAnswerKind.Unknown) return DeliveryResult.Failed(answer.Text);
            if (hasPassed) return await EndAsync(customer, cancellation, After(answer, version, attempts));
            // Refused before the last line: an attempt that counts, and that nobody can take for a mail that may have gone out.
            if (await OpenAsync(customer, version.MessageId) is not { Message: var message }) return DeliveryResult.Taken;
            return await EndAsync(customer, cancellation, version.InHand, After(answer, version, message.Attempts + (message.Status == MessageStatus.InHand ? 0 : 1)));
        }
        finally
        {
            if (hasPassed) _gate.Release();
        }

        async Task<bool> PassAsync()
        {
            if (!await _gate.WaitAsync(GateWithin, cancellation)) throw new MailUnavailableException(FormattableString.Invariant($"The mail server has not answered for {GateWithin.TotalSeconds:0} seconds."));
            hasPassed = true;
            cancellation.ThrowIfCancellationRequested();
            if (await OpenAsync(customer, version.MessageId) is not { } before || !IsWrittenTo(before.State)) return false;
            isElsewhere = !MayTake(before.State.CustomerId, before.Message);
            if (isElsewhere) return false;
            var isAgain = before.Message.Status == MessageStatus.InHand;
            var outcome = (await MoveAsync(customer, version.InHand with { Again = isAgain ? before.Message.Attempts : null }))[0];
            isElsewhere = outcome.Status == OutcomeStatus.Unchanged;
            if (isElsewhere || await OpenAsync(customer, version.MessageId) is not { Message: { Status: MessageStatus.InHand } message } after) return false;
            _inHand[(after.State.CustomerId, version.MessageId)] = (message.Attempts, engine.MachineTime.GetTimestamp(), true);
            if (!IsWrittenTo(after.State)) return false;
            if (isAgain) mayGoTwice(after.State.CustomerId, version.MessageId);
            attempts = message.Attempts;
            return true;
        }

        // Where another address was registered meanwhile, the mail is written anew.
        bool IsWrittenTo(ActorState state) => state.Profile.Email == mail.To ? true : throw new EngineUnavailableException("Another address was registered while the mail was written.");
    }

    /// <summary>Whether a message may be taken in hand: nobody has it in hand, this process had, or somebody else has had it for long.</summary>
    private bool MayTake(ActorId customer, CustomerMessage message)
    {
        var key = (customer, message.MessageId);
        if (message.Status != MessageStatus.InHand) return true;
        var held = _inHand.AddOrUpdate(key, _ => Seen(), (_, before) => before.Attempts == message.Attempts ? before : Seen());
        return held.IsOurs || engine.MachineTime.GetElapsedTime(held.Since) >= LeftFor;

        (int, long, bool) Seen() => (message.Attempts, engine.MachineTime.GetTimestamp(), false);
    }

    /// <inheritdoc/>
    public async Task GiveUpAsync(EntryId entry, string reason)
    {
        var customer = engine.Customer(entry.Actor);
        if (await FeedReading.FindAsync(engine.Ledger, entry.Actor, entry.Sequence) is not { } planned) return;
        var messageId = MessageOf(planned.Event);
        await MoveAsync(customer, new MoveMessage { MessageId = messageId, Status = MessageStatus.Failed, Reason = "given_up", Answer = Short(reason) });
        _inHand.TryRemove((entry.Actor, messageId), out _);
    }

    /// <summary>What is recorded of an answer.</summary>
    private MoveMessage After(MailAnswer answer, MailVersion version, int attempts)
    {
        var move = new MoveMessage { MessageId = version.MessageId, Answer = Short(answer.Text) };
        if (answer.Kind == MailAnswerKind.Accepted) return move with { Status = MessageStatus.Sent, Language = version.Language, TemplateVersion = version.Template };
        if (answer.Kind == MailAnswerKind.Rejected) return move with { Status = MessageStatus.Failed, Reason = answer.IsRecipientUnknown ? MessageMoved.RecipientUnknown : "rejected" };
        if (attempts >= MostAttempts) return move with { Status = MessageStatus.Failed, Reason = "deferred_too_often" };
        // One minute at first, then twice as long each time, and eight hours at most.
        var wait = TimeSpan.FromMinutes(Math.Min(480, 1 << Math.Min(attempts - 1, 9)));
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
    private async Task<DeliveryResult> EndAsync(ICustomer customer, CancellationToken cancellation, params MoveMessage[] moves)
    {
        while (true)
        {
            try
            {
                await MoveAsync(customer, moves);
                return DeliveryResult.Taken;
            }
            catch (Exception passing) when (passing is EngineUnavailableException or EngineOverloadedException or Ledger.LedgerUnavailableException or Ledger.LedgerOverloadedException)
            {
                await Task.Delay(LookAgain, engine.Time, cancellation);
            }
        }
    }

    private static async Task<IReadOnlyList<CommandOutcome>> MoveAsync(ICustomer customer, params MoveMessage[] moves)
    {
        var outcomes = await customer.ExecuteAsync(moves);
        for (var at = 0; at < moves.Length; at++)
            if (outcomes[at].Receipt is null) throw new InvalidOperationException($"Message {moves[at].MessageId} cannot be moved to {moves[at].Status}: {outcomes[at].Code}: {outcomes[at].Message}");
        return outcomes;
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

    public void Dispose() => _gate.Dispose();

    private static string Short(string text) => Text.Cut(new string([.. text.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? ' ' : letter)]).Trim());
}

/// <summary>A message, and by what it is written.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Purpose">For what the template is now.</param>
/// <param name="Language">The language of the mail.</param>
/// <param name="Template">The version of the template.</param>
internal sealed record MailVersion(string MessageId, ContactPurpose Purpose, string Language, long Template)
{
    /// <summary>Takes the message in hand, if it may be sent.</summary>
    public MoveMessage InHand => new() { MessageId = MessageId, Status = MessageStatus.InHand, TemplatePurpose = Purpose };
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
