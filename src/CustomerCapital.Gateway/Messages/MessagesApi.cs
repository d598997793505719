using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace CustomerCapital.Gateway.Messages;

/// <summary>Messages to customers: what became of them, what comes back, and whether they are sent.</summary>
internal static class MessagesApi
{
    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/").WithTags("Messages");
        messages.MapGet("/customers/{id}/messages", ListAsync).WithName("listMessages").WithSummary("Lists the latest messages to a customer.")
            .WithDescription($"Those that are not sent yet, and the latest of the others: at most {CustomerMessages.MostKept} in all, the newest first. The customer's history has all.")
            .ProducesProblems(400, 404);
        messages.MapPost("/messages/bounces", ReportAsync).WithName("reportBounce").WithSummary("Records that a mail came back, or that a customer has complained about it.")
            .WithDescription(
                "For a mail server that knows the header `Message-ID` alone, of which this program has made the value. Otherwise as `POST /v1/customers/{id}/message-reports`. " +
                "A mail with another Message-ID is refused as malformed.")
            .ProducesOutcomes("message_not_found", "message_not_sent");
        messages.MapGet("/mail", async (ICustomerCapital capital, CancellationToken cancellation) => TypedResults.Ok(await capital.AskAsync(new ReadMailStatus(), cancellation)))
            .WithName("getMailStatus").WithSummary("Says whether mails are sent, and how that goes.")
            .WithDescription("While no mail server is set up, messages stay planned. They are sent once there is one.").ProducesProblems(400);
    }

    private static async Task<Ok<CustomerMessageList>> ListAsync(ICustomerCapital capital, string id)
    {
        var query = new QueryFaults();
        query.Id("customerId", id);
        query.ThrowIfAny();
        var state = await CustomersApi.KnownAsync(capital, id);
        return TypedResults.Ok(new CustomerMessageList([.. CustomerMessages.Part.Of(state).Latest.Reverse().Select(MessageView.Of)], state.IsUndeliverable));
    }

    private static Task<Results<Created<Receipt>, Ok<Receipt>>> ReportAsync(ICustomerCapital capital, HttpResponse response, Body<BounceReport> body)
    {
        var report = body.Value;
        if (MailIds.Read(report.MailId) is not { } mail) throw new ProblemException(Problem.Malformed([new("mailId", "Must be the value of a Message-ID that this program has made.")]));
        return CustomerCommandsApi.ExecuteAsync(
            capital, response, mail.CustomerId, new ReportMessage { ReportId = report.ReportId, MessageId = mail.MessageId, Kind = report.Kind, Detail = report.Detail, OccurredAt = report.OccurredAt });
    }
}

/// <summary>The latest messages to a customer.</summary>
/// <param name="Messages">The newest first.</param>
/// <param name="IsUndeliverable">Whether mail to the registered address came back, so that nothing more is sent there.</param>
public sealed record CustomerMessageList(IReadOnlyList<MessageView> Messages, bool IsUndeliverable);

/// <summary>A message to a customer.</summary>
/// <param name="MessageId">The message's id.</param>
/// <param name="Template">The name of the template.</param>
/// <param name="Purpose">For what the customer is contacted.</param>
/// <param name="Status">What has become of the message.</param>
/// <param name="PlannedAt">When the message was planned.</param>
/// <param name="At">Since when the message has the status.</param>
/// <param name="Until">Until when the message is put off. Null where it is not.</param>
/// <param name="Reason">Why the message is put off, withheld or failed: a stable code. Null for none.</param>
/// <param name="Attempts">How often the message was handed to the mail server.</param>
public sealed record MessageView(
    string MessageId, string Template, ContactPurpose Purpose, MessageStatus Status, DateTimeOffset PlannedAt, DateTimeOffset At, DateTimeOffset? Until, string? Reason, int Attempts)
{
    internal static MessageView Of(CustomerMessage message) => new(
        message.MessageId, message.Template, message.Purpose, message.Status, message.PlannedAt, message.At, message.Until, message.Reason, message.Attempts);
}

/// <summary>A mail that came back, or about which a customer has complained.</summary>
/// <param name="ReportId">The report's id. The same report again changes nothing.</param>
/// <param name="MailId">The value of the mail's header Message-ID, with angle brackets or without.</param>
/// <param name="Detail">What the mail server said, at most 2,000 characters. May be left out.</param>
/// <param name="OccurredAt">When it happened. If left out, now.</param>
public sealed record BounceReport(string ReportId = "", string MailId = "", string? Detail = null, DateTimeOffset? OccurredAt = null)
{
    /// <summary>What is reported.</summary>
    public MessageReport Kind { get; init; }
}
