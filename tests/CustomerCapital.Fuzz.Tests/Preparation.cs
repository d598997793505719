using System.Text.Json.Nodes;

namespace CustomerCapital.Fuzz.Tests;

/// <summary>A request that an operation can accept once, as the server was prepared.</summary>
/// <param name="Target">Path and query.</param>
/// <param name="Body">Null for none. Of lines, a text of them.</param>
internal sealed record Ready(string Target, JsonNode? Body = null);

/// <summary>What the server was prepared for.</summary>
/// <param name="CustomerIds">Customers of whom something is to be found.</param>
/// <param name="Requests">By the operation.</param>
internal sealed record Prepared(IReadOnlyList<string> CustomerIds, IReadOnlyDictionary<string, List<Ready>> Requests)
{
    public static readonly Prepared Nothing = new([], new Dictionary<string, List<Ready>>());
}

/// <summary>Has the server ready for what requests take for granted: what the examples of the description name, and for what works once, such as a draw, things of its own each time.</summary>
/// <param name="send">Sends something as an administrator, which must succeed unless it may be refused.</param>
internal sealed class Preparation(Func<HttpMethod, string, string?, bool, Task<JsonNode?>> send)
{
    /// <summary>Of each thing so many.</summary>
    private const int Things = 6;

    private const int Guests = 24;

    /// <summary>The moment that is so many seconds away.</summary>
    public static string Seconds(int away) => TimeProvider.System.GetUtcNow().AddSeconds(away).ToString("O");

    /// <summary>The raffles that examples name.</summary>
    private static readonly string[] Examples = ["summer", "spring", "i1", "i2"];

    private IReadOnlyList<string> _raffles = [];

    /// <summary>Prepares it.</summary>
    /// <param name="round">A number that no preparation before had.</param>
    public async Task<Prepared> PrepareAsync(long round)
    {
        await PrepareExamplesAsync(round);
        var ready = new Dictionary<string, List<Ready>>(StringComparer.Ordinal);
        await PrepareGuestsAsync(round, Add);
        await PrepareRafflesAsync(round, Add);
        await PrepareCampaignsAsync(round, Add);
        await PrepareWalletsAsync(round, Add);
        await PrepareLinksAsync(round, Add);
        await PrepareImportsAsync(round, Add);
        return new([.. Enumerable.Range(0, Guests).Select(number => GuestOf(round, number))], ready);

        void Add(string operation, string target, string? body = null)
        {
            if (!ready.TryGetValue(operation, out var all)) ready[operation] = all = [];
            all.Add(new("/v1/" + target, body is null ? null : operation is "executeCommands" or "createImport" ? JsonValue.Create(body) : JsonNode.Parse(body)));
        }
    }

    private delegate void Adding(string operation, string target, string? body = null);

    private static string GuestOf(long round, int number) => $"guest-{round}-{number}";

    /// <summary>What the examples of the description take for granted. Much of it is there, or was ended for ever, when it is prepared once more.</summary>
    private async Task PrepareExamplesAsync(long round)
    {
        var policy = (await send(HttpMethod.Get, "v1/policy", null, false))!;
        policy["wallets"] = JsonNode.Parse("""[{"name":"points","life":{"months":12},"worth":"0.01","earn":[{"rate":1}]}]""");
        policy["rewards"] = JsonNode.Parse($$$"""[{"name":"tickets","price":{"wallet":"points","amount":100},"raffle":{"raffle":"summer","entries":3}},{"name":"tickets-2","raffle":{"raffle":"r{{{round}}}-0","entries":3}},{"name":"mug","gift":{}}]""");
        await send(HttpMethod.Get, "v1/link-key", null, false);
        await send(HttpMethod.Put, "v1/policy", policy.ToJsonString(), false);
        await send(HttpMethod.Put, "v1/templates/welcome", """{"purpose":"service","variants":[{"language":"en","subject":"Welcome","text":"Welcome."}]}""", false);
        await send(HttpMethod.Put, "v1/templates/thank-you", """{"purpose":"service","channel":"post","variants":[{"language":"en","subject":"Thank you","text":"Dear {{ customer.name }}"}]}""", false);
        await TryAsync(HttpMethod.Put, "customers/nora", """{"email":"nora@example.org","name":"Nora Weber"}""");
        await TryAsync(HttpMethod.Post, "customers/nora/wallet-adjustments", $$"""{"adjustmentId":"w{{round}}","wallet":"points","amount":1000}""");
        await TryAsync(HttpMethod.Post, "customers/nora/purchases", """{"purchaseId":"order-1002","amount":"20.00","payments":[{"wallet":"points","amount":300}]}""");
        await TryAsync(HttpMethod.Post, "customers/nora/rewards", """{"grantId":"tickets-0","reward":"tickets"}""");
        await TryAsync(HttpMethod.Post, "customers/nora/follow-ups", """{"followUpId":"call-1","kind":"call","dueAt":"2026-03-14T10:00:00+01:00"}""");
        await TryAsync(HttpMethod.Post, "customers/nora/messages", """{"messageId":"welcome-1","template":"welcome"}""");
        await TryAsync(HttpMethod.Put, "keys/till-7", """{"scopes":["customers:read"]}""");
        foreach (var id in (string[])["summer-thanks", "i1", "i2"])
        {
            await TryAsync(HttpMethod.Put, "campaigns/" + id, """{"terms":{"reward":"tickets","schedule":{"cron":"0 9 1 * *"}}}""");
            await TryAsync(HttpMethod.Put, "subscriptions/" + id, """{"rules":{"url":"https://shop.example/hooks"}}""");
        }

        foreach (var id in Examples)
            await TryAsync(HttpMethod.Put, "raffles/" + id, $$$"""{"rules":{"entriesUntil":"{{{Seconds(20)}}}","prizes":[{"name":"A weekend at the sea","winners":1}]}}""");
    }

    /// <summary>Guests who are merged, whose orders move, and of whom lines of a stream tell.</summary>
    private async Task PrepareGuestsAsync(long round, Adding add)
    {
        for (var number = 0; number < Guests; number++)
        {
            var (guest, order, other) = (GuestOf(round, number), $"of-{round}-{number}", number % 3 == 0 ? GuestOf(round, (number + 1) % Guests) : $"c{number}");
            await TryAsync(HttpMethod.Post, $"customers/{guest}/purchases", $$"""{"purchaseId":"{{order}}","amount":"{{number + 5}}.00"}""");
            add("mergeCustomer", $"customers/{guest}/merges", $$"""{"mergeId":"m{{round}}-{{number}}","intoCustomerId":"{{other}}","by":"maria","reason":"One person."}""");
            add("undoMerge", $"customers/{guest}/merges/m{round}-{number}/undo", """{"by":"otto","sinceStays":true}""");
            add("movePurchase", $"customers/{guest}/purchase-moves", $$"""{"moveId":"v{{round}}-{{number}}","purchaseId":"{{order}}","toCustomerId":"{{GuestOf(round, (number + 5) % Guests)}}"}""");
            add("recordReturn", $"customers/{guest}/returns", $$"""{"returnId":"r{{round}}-{{number}}","purchaseId":"{{order}}"}""");
            add("executeCommands", "commands", string.Join('\n', Enumerable.Range(0, 5).Select(line => $$$"""{"customerId":"{{{GuestOf(round, (number + line) % Guests)}}}","command":{"type":"purchase","purchaseId":"l{{{round}}}-{{{number}}}-{{{line}}}","amount":"{{{line + 1}}}.50"}}""")));
            add("sendMessage", $"customers/{guest}/messages", $$"""{"messageId":"n{{round}}-{{number}}","template":"welcome"}""");
        }

        // Some are merged already, so that merges are taken back and ids are gone from the first request on.
        for (var number = 0; number < Guests; number += 8)
            await TryAsync(HttpMethod.Post, $"customers/{GuestOf(round, number)}/merges", $$"""{"mergeId":"m{{round}}-{{number}}","intoCustomerId":"{{GuestOf(round, number + 1)}}"}""");
    }

    /// <summary>Raffles that are drafts, open, and about to be frozen.</summary>
    private async Task PrepareRafflesAsync(long round, Adding add)
    {
        // Whoever is in a raffle that stays frozen is being erased for ever.
        foreach (var id in _raffles)
            foreach (var doing in (string[])["draw", "cancel"]) await TryAsync(HttpMethod.Post, $"raffles/{id}/{doing}", """{"by":"maria"}""");
        _raffles = [.. Enumerable.Range(0, 2 * Things).Select(number => $"r{round}-{number}"), .. Examples];
        for (var number = 0; number < 2 * Things; number++)
        {
            var (id, source) = ($"r{round}-{number}", number % 3 == 1 ? ",\"publicSource\":\"Numbers of the lottery\"" : "");
            string Rules(int away) => $$$"""{"rules":{"title":"Raffle","entriesUntil":"{{{Seconds(away)}}}","prizes":[{"name":"A weekend at the sea","winners":2}]{{{source}}}}}""";
            await TryAsync(HttpMethod.Put, "raffles/" + id, Rules(number % 2 == 0 ? 2 : 3_600));
            add("putRaffle", $"raffles/{id}", Rules(7_200));
            add("putRaffle", $"raffles/{id}-new", Rules(7_200));
            foreach (var (operation, doing) in ((string, string)[])[("openRaffle", "open"), ("freezeRaffle", "freeze"), ("cancelRaffle", "cancel")])
                if (operation != "cancelRaffle" || number % 6 == 5) add(operation, $"raffles/{id}/{doing}", """{"by":"maria"}""");
            add("drawRaffle", $"raffles/{id}/draw", source.Length > 0 ? """{"by":"maria","publicValue":"6 14 22"}""" : """{"by":"maria"}""");
            add("getRaffleEntrant", $"raffles/{id}/entrants/{GuestOf(round, number)}");
            add("listRaffleWinners", $"raffles/{id}/winners");
            add("getRaffleFile", $"raffles/{id}/file");
            add("grantReward", $"customers/{GuestOf(round, number)}/rewards", $$"""{"grantId":"t{{round}}-{{number}}","reward":"tickets-2","free":true}""");
            if (number < Things) await TryAsync(HttpMethod.Post, $"customers/{GuestOf(round, number)}/rewards", $$"""{"grantId":"t{{round}}-{{number}}","reward":"tickets-2","free":true}""");
            if (number < Things) await TryAsync(HttpMethod.Post, $"raffles/{id}/open", """{"by":"maria"}""");
        }
    }

    private async Task PrepareCampaignsAsync(long round, Adding add)
    {
        for (var number = 0; number < Things; number++)
        {
            var (campaign, subscription) = ($"c{round}-{number}", $"s{round}-{number}");
            await TryAsync(HttpMethod.Put, "campaigns/" + campaign, """{"terms":{"reward":"tickets","schedule":{"cron":"0 9 1 * *"}}}""");
            await TryAsync(HttpMethod.Put, "subscriptions/" + subscription, """{"rules":{"url":"https://shop.example/hooks","eventTypes":["purchase_recorded"]}}""");
            if (number % 2 == 0) await TryAsync(HttpMethod.Post, $"campaigns/{campaign}/schedule", """{"by":"maria"}""");
            foreach (var doing in (string[])["schedule", "pause", "resume"]) add(doing + "Campaign", $"campaigns/{campaign}/{doing}", """{"by":"maria"}""");
            if (number == 0) add("cancelCampaign", $"campaigns/{campaign}/cancel", """{"by":"maria"}""");
            foreach (var doing in (string[])["enable", "disable"]) add(doing + "Subscription", $"subscriptions/{subscription}/{doing}", """{"by":"maria"}""");
            add("rotateSubscriptionSecret", $"subscriptions/{subscription}/rotate", """{"keepHours":1,"by":"maria"}""");
            add("replaySubscription", $"subscriptions/{subscription}/replay", $$"""{"since":"{{Seconds(-60)}}","by":"maria"}""");
            add("testSubscription", $"subscriptions/{subscription}/test");
            add("listSubscriptionSecrets", $"subscriptions/{subscription}/secrets");
            add("listSubscriptionDeadLetters", $"subscriptions/{subscription}/dead-letters");
            if (number == 0) add("deleteSubscription", $"subscriptions/{subscription}");
        }
    }

    private async Task PrepareWalletsAsync(long round, Adding add)
    {
        for (var number = 0; number < Things; number++)
        {
            var (guest, code, id) = (GuestOf(round, number), $"V{round}-{number}", $"{round}-{number}");
            await TryAsync(HttpMethod.Post, $"customers/{guest}/wallet-adjustments", $$"""{"adjustmentId":"w{{id}}","wallet":"points","amount":1000}""");
            await TryAsync(HttpMethod.Post, $"customers/{guest}/purchases", $$"""{"purchaseId":"p{{id}}","amount":"20.00","payments":[{"wallet":"points","amount":100}]}""");
            await TryAsync(HttpMethod.Post, "vouchers", $$$"""{"terms":{"value":"5.00"},"codes":["{{{code}}}"]}""");
            add("spendFromWallet", $"customers/{guest}/wallet-spendings", $$"""{"spendingId":"s{{id}}","wallet":"points","amount":"50"}""");
            add("reverseSpending", $"customers/{guest}/wallet-spending-reversals", $$"""{"spendingId":"s{{id}}"}""");
            add("reversePayment", $"customers/{guest}/payment-reversals", $$"""{"purchaseId":"p{{id}}"}""");
            add("holdVoucher", $"vouchers/{code}/holds", $$"""{"holdId":"h{{id}}","customerId":"{{guest}}","minutes":20}""");
            add("releaseVoucherHold", $"vouchers/{code}/holds/h{id}");
            add("recordPurchase", $"customers/{guest}/purchases", $$"""{"purchaseId":"q{{id}}","amount":"20.00","vouchers":["{{code}}"],"voucherHoldId":"h{{id}}"}""");
        }
    }

    /// <summary>Share codes of guests, as their links have them.</summary>
    private async Task PrepareLinksAsync(long round, Adding add)
    {
        for (var number = 0; number < Things; number++)
        {
            if (await TryAsync(HttpMethod.Post, $"customers/{GuestOf(round, number)}/links", """{"kind":"share"}""") is not { } link) continue;
            var code = ((string)link["path"]!).Split('/')[^1];
            add("getShareCode", "share-codes/" + code);
            for (var friend = 0; friend < 8; friend++)
                add("makeReferralByCode", $"share-codes/{code}/referrals", $$"""{"referralId":"f{{round}}-{{number}}-{{friend}}","referredCustomerId":"friend-{{round}}-{{number}}-{{friend}}"}""");
        }
    }

    /// <summary>Files that are examined, and wait to be confirmed. Only so many can wait, so that those of before go.</summary>
    private async Task PrepareImportsAsync(long round, Adding add)
    {
        foreach (var import in (await send(HttpMethod.Get, "v1/imports", null, false))!["imports"]!.AsArray()) await TryAsync(HttpMethod.Delete, $"imports/{import!["importId"]}", null);
        add("createImport", "imports?confirm=true", FileOf(2));
        add("createImport", "imports", FileOf(3));
        for (var number = 0; number < 2; number++)
        {
            if (await TryAsync(HttpMethod.Post, "imports", FileOf(number)) is not { } taken) continue;
            add("getImport", $"imports/{taken["importId"]}");
            add("confirmImport", $"imports/{taken["importId"]}/confirmation");
            add("getRejectedRows", $"imports/{taken["importId"]}/rejected");
            if (number == 1) add("deleteImport", $"imports/{taken["importId"]}");
        }

        string FileOf(int number) => "customer_id,purchase_id,occurred_at,amount\n" + string.Concat(Enumerable.Range(0, 20).Select(row => $"{GuestOf(round, row)},i{round}-{number}-{row},2026-03-0{1 + (row % 9)}T10:00:00Z,{row + 1}.20\n"));
    }

    private Task<JsonNode?> TryAsync(HttpMethod method, string path, string? body) => send(method, "v1/" + path, body, true);
}
