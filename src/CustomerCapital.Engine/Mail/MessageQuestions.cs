using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Templates;

namespace CustomerCapital.Engine.Mail;

/// <summary>Plans a message by its template, which says for what it is. Without such a template the customer decides, who may know the message from before.</summary>
/// <param name="CustomerId">Who is sent it.</param>
/// <param name="Message">The message.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
public sealed record PlanWithTemplate(string CustomerId, PlanMessage Message, Guid? Call) : Question<CommandOutcome>
{
    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        SavedTemplate? template;
        try
        {
            template = Message.Faults().Any() ? null : (await KeptTemplates.ReadAsync(engine.Ledger, cancellation)).Saved.Find(Message.Template, ContactChannel.Email);
        }
        catch (Ledger.LedgerUnavailableException unavailable)
        {
            throw new EngineUnavailableException(unavailable.Message, unavailable);
        }

        ActorCommand command = template is null ? Message : new PlanByTemplate { Message = Message, Purpose = template.Template.Purpose, OccurredAt = Message.OccurredAt };
        return (await engine.Customer(CustomerId).ExecuteAsync([command], Call))[0];
    }
}

/// <summary>Asks a customer to confirm a consent, by a mail: the sender of mails must find the mail, also where no template was saved yet.</summary>
/// <param name="CustomerId">Who is asked.</param>
/// <param name="Consent">For what.</param>
/// <param name="Call">As in <see cref="ICustomer.ExecuteAsync"/>.</param>
public sealed record RequestWithTemplate(string CustomerId, RequestConsent Consent, Guid? Call) : Question<CommandOutcome>
{
    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        try
        {
            await MailPlace.BeginAsync(engine, cancellation);
        }
        catch (Ledger.LedgerUnavailableException unavailable)
        {
            throw new EngineUnavailableException(unavailable.Message, unavailable);
        }

        return (await engine.Customer(CustomerId).ExecuteAsync([Consent], Call))[0];
    }
}
