using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Subscriptions;

namespace CustomerCapital.ConsolePages.Messages;

/// <summary>Subscriptions of other systems, and how far each delivery has come.</summary>
public sealed class SubscriptionsTable : ITableSource
{
    public string Name => "subscriptions";

    public Scope Needs => Scope.MessagesRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var rows = new List<Row>();
        foreach (var subscription in await ask.AskAsync(new ReadSubscriptions()))
        {
            var delivery = await ask.AskAsync(new ReadDelivery(subscription.SubscriptionId));
            rows.Add(new(
            [
                Cell.Of(subscription.Rules.Title ?? subscription.SubscriptionId), Cell.Of(subscription.SubscriptionId), Cell.Of(subscription.Rules.Url),
                new(say.Word(subscription.Status), subscription.Status, Mark: subscription.Status == SubscriptionStatus.Disabled ? "warn" : null), Cell.Of(subscription.DisabledReason),
                new(say.Number(delivery.Taken), delivery.Taken), new(say.Number(delivery.Waiting), (long)delivery.Waiting),
                new(say.Number(subscription.DeadLetters), subscription.DeadLetters, Mark: subscription.DeadLetters > 0 ? "warn" : null),
                new(say.Moment(delivery.FailingSince), delivery.FailingSince, Mark: delivery.FailingSince is null ? null : "warn"), new(say.Moment(delivery.RecordedThrough), delivery.RecordedThrough),
            ]));
        }

        return new(
            [
                new("title", say["campaigns.title"]), new("subscription_id", say["customers.id"]), new("url", say["messages.url"]), new("status", say["campaigns.status"]), new("reason", say["campaign.reason"]),
                new("taken", say["messages.taken"], true), new("waiting", say["messages.waiting"], true), new("dead_letters", say["messages.dead"], true), new("failing_since", say["messages.failing"]),
                new("recorded_through", say["messages.through"]),
            ],
            rows)
        { Call = "/v1/subscriptions" };
    }
}

/// <summary>The latest attempts to deliver to all subscriptions, the newest first.</summary>
public sealed class AttemptsTable : ITableSource
{
    public string Name => "attempts";

    public Scope Needs => Scope.MessagesRead;

    public async Task<ConsoleTable> ReadAsync(ConsoleRequest ask)
    {
        var say = ask.Speech;
        var attempts = new List<(string SubscriptionId, AttemptView Attempt)>();
        foreach (var subscription in await ask.AskAsync(new ReadSubscriptions()))
            attempts.AddRange((await ask.AskAsync(new ReadDelivery(subscription.SubscriptionId))).Recent.Select(attempt => (subscription.SubscriptionId, attempt)));
        return new(
            [
                new("at", say["messages.at"]), new("subscription_id", say["messages.subscription"]), new("type", say["messages.event"]), new("key", say["messages.key"]), new("sequence", say["messages.sequence"], true),
                new("attempt", say["messages.attempt"], true), new("milliseconds", say["messages.milliseconds"], true), new("failure", say["campaign.reason"]), new("webhook_id", "webhook-id"),
            ],
            [.. attempts.OrderByDescending(one => one.Attempt.At).Select(one => new Row(
            [
                new(say.Moment(one.Attempt.At), one.Attempt.At), Cell.Of(one.SubscriptionId), Cell.Of(one.Attempt.Type), Cell.Of(one.Attempt.Key), new(say.Number(one.Attempt.Sequence), one.Attempt.Sequence),
                new(say.Number(one.Attempt.Attempt), (long)one.Attempt.Attempt), new(say.Number(one.Attempt.Milliseconds), one.Attempt.Milliseconds),
                new(one.Attempt.Failure ?? say["messages.ok"], one.Attempt.Failure ?? "", Mark: one.Attempt.Failure is null ? null : "warn"), Cell.Of(one.Attempt.WebhookId),
            ]))])
        { Call = "/v1/subscriptions" };
    }
}
