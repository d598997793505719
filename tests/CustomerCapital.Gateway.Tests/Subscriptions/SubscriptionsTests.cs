using System.Net;
using CustomerCapital.Client;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Ledger.Memory;
using Microsoft.Extensions.Time.Testing;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

namespace CustomerCapital.Gateway.Tests.Subscriptions;

/// <summary>Subscriptions over HTTP, and what their receivers are sent.</summary>
public sealed class SubscriptionsTests : IAsyncLifetime
{
    // Of today, as verifiers compare a timestamp with their machine's clock.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private WebhookReceiver _receiver = null!;
    private GatewayServer _server = null!;
    private GatewayClient _client = null!;
    private IPAddress[] _addresses = [IPAddress.Loopback];

    public async Task InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _server = await GatewayServer.StartAsync(new InMemoryLedger(), options: new() { WebhookHosts = ["127.0.0.1"] }, time: _time, resolveHost: _ => _addresses);
        _client = new(_server.Address, 4);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Events_come_in_the_order_of_each_history_signed_as_standard_webhooks_are()
    {
        var subscription = await SubscribeAsync();
        Assert.Equal((SubscriptionStatus.Enabled, 1), (subscription.Status, subscription.Version));
        foreach (var i in Enumerable.Range(1, 3)) foreach (var customer in (string[])["ada", "bob"]) await BuyAsync(customer, $"p{i}");

        await _server.Engine.RunSubscriptionsAsync();

        foreach (var customer in (string[])["ada", "bob"])
        {
            var history = (await _client.ListEntriesAsync(customer))!.Entries;
            var received = _receiver.Received.Where(webhook => webhook.Entry.Key == customer).ToList();
            Assert.Equal(history.Select(entry => entry.Sequence), received.Select(webhook => webhook.Entry.Sequence));
        }

        var verifier = new StandardWebhook((await _client.ListSubscriptionSecretsAsync("shop"))!.Single().Secret);
        foreach (var webhook in _receiver.Received)
        {
            verifier.Verify(webhook.Body, webhook.Headers);
            Assert.Throws<WebhookVerificationException>(() => verifier.Verify(webhook.Body + " ", webhook.Headers));
        }

        Assert.Equal(_receiver.Received.Count, _receiver.Received.Select(webhook => webhook.Id).Distinct().Count());
        var deliveries = (await _client.GetSubscriptionDeliveriesAsync("shop"))!;
        Assert.Equal((_receiver.Received.Count, 0, 0), (deliveries.Taken, deliveries.Waiting, deliveries.FailedAttempts));
    }

    [Fact]
    public async Task Subscription_names_the_events_that_it_wants()
    {
        await SubscribeAsync("standing_changed");
        await BuyAsync("ada", "p1");

        await _server.Engine.RunSubscriptionsAsync();

        Assert.Equal(["standing_changed"], _receiver.Received.Select(webhook => webhook.Type));
    }

    [Fact]
    public async Task Attempt_after_a_failure_has_the_same_id_and_body()
    {
        await SubscribeAsync();
        var status = 500;
        _receiver.Answer = (_, response) => WebhookReceiver.Status(response, status);
        await BuyAsync("ada", "p1");
        await _server.Engine.RunSubscriptionsAsync();
        status = 200;
        _time.Advance(TimeSpan.FromSeconds(7));
        await _server.Engine.RunSubscriptionsAsync();

        var (first, second) = (_receiver.Received[0], _receiver.Received[1]);
        Assert.Equal((first.Id, first.Body), (second.Id, second.Body));
        Assert.NotEqual(first.Headers["webhook-timestamp"], second.Headers["webhook-timestamp"]);
        var deliveries = (await _client.GetSubscriptionDeliveriesAsync("shop"))!;
        Assert.Equal("Answered 500.", Assert.Single(deliveries.Recent, attempt => attempt.Failure is not null).Failure);
        Assert.Equal(0, deliveries.Waiting);
    }

    [Fact]
    public async Task Delivery_of_which_an_erasure_has_changed_what_waits_reads_it_anew_and_goes_on()
    {
        await SubscribeAsync();
        _receiver.Answer = (_, response) => WebhookReceiver.Status(response, 500);
        await BuyAsync("ada", "p1");
        await BuyAsync("bob", "p1");
        await _server.Engine.RunSubscriptionsAsync();
        Assert.Equal(ErasureStatus.Done, (await _server.Engine.AskAsync(new EraseCustomer("ada", "request-1", "maria", null))).Erasure!.Status);
        _receiver.Answer = (_, response) => WebhookReceiver.Status(response, 200);
        _time.Advance(TimeSpan.FromHours(1));

        for (var step = 0; step < 2; step++) await _server.Engine.RunSubscriptionsAsync();

        Assert.Equal(0, (await _client.GetSubscriptionDeliveriesAsync("shop"))!.Waiting);
    }

    [Fact]
    public async Task Receiver_that_answers_410_is_sent_nothing_more_until_the_subscription_is_enabled()
    {
        await SubscribeAsync();
        _receiver.Answer = (_, response) => WebhookReceiver.Status(response, 410);
        await BuyAsync("ada", "p1");
        await _server.Engine.RunSubscriptionsAsync();

        var disabled = (await _client.GetSubscriptionAsync("shop"))!;
        Assert.Equal((SubscriptionStatus.Disabled, "The receiver answered 410: it is gone."), (disabled.Status, disabled.DisabledReason));
        await BuyAsync("bob", "p1");
        await _server.Engine.RunSubscriptionsAsync();
        Assert.Single(_receiver.Received);
        _receiver.Answer = (_, response) => WebhookReceiver.Status(response, 204);
        await _client.EnableSubscriptionAsync("shop", new("maria"));
        await _server.Engine.RunSubscriptionsAsync();

        Assert.Equal(["ada", "bob"], _receiver.Received.Skip(1).Select(webhook => webhook.Entry.Key).Distinct().Order());
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("9999999", 86_400)]
    [InlineData("date", 300)]
    public async Task Receiver_that_asks_to_be_left_alone_is(string retryAfter, int seconds)
    {
        await SubscribeAsync();
        _receiver.Answer = (_, response) =>
        {
            response.Headers.RetryAfter = retryAfter == "date" ? _time.GetUtcNow().AddMinutes(5).ToString("R", null) : retryAfter;
            return WebhookReceiver.Status(response, 429);
        };
        await BuyAsync("ada", "p1");
        await _server.Engine.RunSubscriptionsAsync();

        var paused = (await _client.GetSubscriptionDeliveriesAsync("shop"))!.PausedUntil!.Value - _time.GetUtcNow();
        Assert.InRange(paused.TotalSeconds, seconds - 1, seconds);
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        await SubscribeAsync();
        _receiver.Answer = (_, response) =>
        {
            response.Headers.Location = "/elsewhere";
            return WebhookReceiver.Status(response, 307);
        };

        var trial = await _client.TestSubscriptionAsync("shop");

        Assert.Equal((false, "Answered 307; redirects are not followed."), (trial.IsTaken, trial.Failure));
        Assert.All(_receiver.Received, webhook => Assert.Equal("/hook", webhook.Path));
    }

    [Fact]
    public async Task Receiver_that_does_not_answer_is_given_up_after_20_seconds()
    {
        await SubscribeAsync();
        var come = new TaskCompletionSource();
        _receiver.Answer = async (_, response) =>
        {
            come.SetResult();
            await Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
        };

        var trial = _client.TestSubscriptionAsync("shop");
        await come.Task;
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.False(trial.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("No answer within 20 seconds.", (await trial).Failure);
    }

    [Fact]
    public async Task Secrets_before_the_newest_sign_too_until_they_expire()
    {
        await SubscribeAsync();
        var first = (await _client.ListSubscriptionSecretsAsync("shop"))!.Single().Secret;
        var second = StandardSecret();
        await _server.Engine.Customer(SubscriptionRunner.ActorOf("shop")).ExecuteAsync([new RotateSecret { Secret = second, KeepHours = 2 }]);
        await _client.TestSubscriptionAsync("shop");
        _time.Advance(TimeSpan.FromHours(2));
        await _client.TestSubscriptionAsync("shop");

        var (both, newest) = (_receiver.Received[0], _receiver.Received[1]);
        // A receiver that has not changed over goes on, though the package looks at the first signature alone.
        new StandardWebhook(first).Verify(both.Body, both.Headers);
        both.Headers["webhook-signature"] = both.Headers["webhook-signature"].ToString().Split(' ')[1];
        new StandardWebhook(second).Verify(both.Body, both.Headers);
        Assert.Single(newest.Headers["webhook-signature"].ToString().Split(' '));
        Assert.Equal([second], (await _client.ListSubscriptionSecretsAsync("shop"))!.Select(secret => secret.Secret));
    }

    [Fact]
    public async Task Secret_that_is_revoked_at_once_signs_nothing_any_more()
    {
        await SubscribeAsync();
        var first = (await _client.ListSubscriptionSecretsAsync("shop"))!.Single().Secret;
        await _server.Engine.Customer(SubscriptionRunner.ActorOf("shop")).ExecuteAsync([new RotateSecret { Secret = StandardSecret(), KeepHours = 0 }]);

        await _client.TestSubscriptionAsync("shop");

        Assert.Throws<WebhookVerificationException>(() => new StandardWebhook(first).Verify(_receiver.Received[0].Body, _receiver.Received[0].Headers));
    }

    [Fact]
    public async Task Subscription_that_is_disabled_or_deleted_is_sent_nothing()
    {
        await SubscribeAsync();
        await _client.DisableSubscriptionAsync("shop", new("maria", "moving"));
        await BuyAsync("ada", "p1");
        await _server.Engine.RunSubscriptionsAsync();
        await _client.DeleteSubscriptionAsync("shop");
        await _server.Engine.RunSubscriptionsAsync();

        Assert.Empty(_receiver.Received);
        Assert.Empty(await _client.ListSubscriptionsAsync());
        Assert.Empty((await _client.ListSubscriptionSecretsAsync("shop"))!);
        Assert.Equal("subscription_deleted", (await Assert.ThrowsAsync<GatewayException>(() => SubscribeAsync("purchase_recorded"))).Code);
    }

    [Fact]
    public async Task What_was_given_up_is_listed_and_replayed_under_its_id()
    {
        await SubscribeAsync();
        _receiver.Answer = (webhook, response) => WebhookReceiver.Status(response, webhook.Entry == ("ada", 1) ? 400 : 204);
        await BuyAsync("ada", "p1");
        for (var i = 0; i < 11; i++)
        {
            await BuyAsync("bob", $"p{i}");
            await _server.Engine.RunSubscriptionsAsync();
            _time.Advance(TimeSpan.FromHours(30));
        }

        var letter = Assert.Single((await _client.ListSubscriptionDeadLettersAsync("shop"))!.DeadLetters);
        Assert.Equal(("ada", 1L, "Answered 400."), (letter.Key, letter.Sequence, letter.Reason));
        Assert.Equal(1, (await _client.GetSubscriptionAsync("shop"))!.DeadLetters);
        _receiver.Answer = (_, response) => WebhookReceiver.Status(response, 204);
        await _client.ReplaySubscriptionAsync("shop", new(By: "maria"));
        await _server.Engine.RunSubscriptionsAsync();

        Assert.Equal(letter.WebhookId, _receiver.Received[^1].Id);
        Assert.Empty((await _client.ListSubscriptionDeadLettersAsync("shop"))!.DeadLetters);
        Assert.Equal(0, (await _client.GetSubscriptionAsync("shop"))!.DeadLetters);
    }

    [Fact]
    public async Task Replay_since_a_moment_sends_what_was_recorded_since_under_the_same_ids()
    {
        await SubscribeAsync("purchase_recorded");
        await BuyAsync("ada", "p1");
        await _server.Engine.RunSubscriptionsAsync();
        _time.Advance(TimeSpan.FromHours(1));
        var since = _time.GetUtcNow();
        await BuyAsync("bob", "p1");
        await _server.Engine.RunSubscriptionsAsync();

        await _client.ReplaySubscriptionAsync("shop", new(since, "maria"));
        await _server.Engine.RunSubscriptionsAsync();

        Assert.Equal(["ada", "bob", "bob"], _receiver.Received.Select(webhook => webhook.Entry.Key));
        Assert.Equal(_receiver.Received[1].Id, _receiver.Received[2].Id);
    }

    [Fact]
    public async Task Host_with_an_address_that_is_not_public_is_sent_nothing()
    {
        await _client.PutSubscriptionAsync("shop", new(new("https://shop.example/hook")));
        string[] inside = ["10.1.2.3", "127.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.0.1", "100.64.0.1", "0.0.0.0", "::1", "fd00::1", "fe80::1", "::ffff:10.1.2.3", "64:ff9b::a01:203", "::127.0.0.1", "::ffff:0:127.0.0.1"];
        foreach (var address in inside.Select(IPAddress.Parse))
        {
            foreach (var addresses in (IPAddress[][])[[address], [IPAddress.Parse("8.8.8.8"), address]])
            {
                _addresses = addresses;

                var trial = await _client.TestSubscriptionAsync("shop");

                Assert.False(trial.IsTaken);
                Assert.Contains($"'shop.example' is {address}, which is in a network that is not public", trial.Failure, StringComparison.Ordinal);
            }
        }

        Assert.Empty(_receiver.Received);
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("2606:4700::1111")]
    [InlineData("172.32.0.1")]
    public void Address_that_everybody_can_reach_is_public(string address) => Assert.True(PublicNetworks.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task Replay_since_before_there_was_anything_is_refused()
    {
        await SubscribeAsync();

        var refused = await Assert.ThrowsAsync<GatewayException>(() => _client.ReplaySubscriptionAsync("shop", new(DateTimeOffset.MinValue)));

        Assert.Equal(["since"], refused.Faults!.Select(fault => fault.Field));
    }

    [Fact]
    public async Task Address_without_tls_needs_a_host_that_the_server_names()
    {
        var refused = await Assert.ThrowsAsync<GatewayException>(() => _client.PutSubscriptionAsync("shop", new(new("http://shop.example/hook"))));

        Assert.Equal(["rules.url"], refused.Faults!.Select(fault => fault.Field));
        Assert.Null(await _client.GetSubscriptionAsync("shop"));
    }

    [Fact]
    public async Task Change_from_another_version_is_refused()
    {
        await SubscribeAsync();

        var refused = await Assert.ThrowsAsync<GatewayException>(() => _client.PutSubscriptionAsync("shop", new(new("https://shop.example/other")), fromVersion: 7));

        Assert.Equal("version_conflict", refused.Code);
    }

    [Fact]
    public async Task Secrets_are_in_no_history_and_no_feed()
    {
        await SubscribeAsync();
        await _client.RotateSubscriptionSecretAsync("shop", new());

        var feed = (await _server.GetAsync("/v1/entries?limit=1000")).Text;

        Assert.Contains("subscription_secret_rotated", feed, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", feed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscriptions_are_limited_in_number()
    {
        foreach (var i in Enumerable.Range(0, Subscription.Most)) await _client.PutSubscriptionAsync($"s{i}", new(new("https://shop.example/hook")));

        var refused = await Assert.ThrowsAsync<GatewayException>(() => SubscribeAsync());
        Assert.Equal("too_many_subscriptions", refused.Code);
        await _client.DeleteSubscriptionAsync("s7");

        await SubscribeAsync();
    }

    [Fact]
    public async Task Subscription_that_there_is_not_is_not_found()
    {
        string[] requests = ["GET ", "DELETE ", "POST /enable", "POST /disable", "POST /rotate", "POST /replay", "POST /test", "GET /secrets", "GET /deliveries", "GET /dead-letters"];
        foreach (var (method, path) in requests.Select(line => line.Split(' ')).Select(parts => (parts[0], parts[1])))
        {
            using var request = new HttpRequestMessage(new(method), "/v1/subscriptions/nobody" + path);
            if (method == "POST" && path != "/test") request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");

            var answer = await Answer.OfAsync(_server.Client.SendAsync(request));

            Assert.Equal((404, "subscription_not_found"), (answer.Status, answer.Json.GetProperty("code").GetString()));
        }
    }

    private static string StandardSecret() => WebhookMessage.SecretOf([.. Enumerable.Range(40, 32).Select(number => (byte)number)]);

    private Task<SubscriptionView> SubscribeAsync(params string[] events) => _client.PutSubscriptionAsync("shop", new(new(_receiver.Url) { EventTypes = events }, "maria"));

    private async Task BuyAsync(string customer, string purchaseId)
    {
        Assert.Equal(201, (await _server.PurchaseAsync(customer, purchaseId, at: _time.GetUtcNow().ToString("O", null))).Status);
        await _server.Engine.SettleAsync();
    }
}
