using System.Text.Json;

namespace CustomerCapital.Gateway.Tests.Messages;

public sealed class TemplatesTests : IAsyncLifetime
{
    private const string News = """{"purpose":"marketing","variants":[{"language":"en","subject":"Hi {{ customer.name }}","text":"{{ customer.name }}: {{ values.offer }}","html":"<p>{{ customer.name | raw }}: {{ values.offer }}</p>"}]}""";

    private GatewayServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await GatewayServer.StartAsync();
        Assert.Equal(201, (await _server.PutAsync("/v1/customers/nora", """{"name":"Nora <b>&</b> Co","email":"nora@example.org","language":"fr"}""")).Status);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Template_is_saved_read_listed_and_deleted_with_its_version()
    {
        var first = await _server.PutAsync("/v1/templates/news", News);
        var same = await _server.PutAsync("/v1/templates/news", News);
        var other = await _server.PutAsync("/v1/templates/news", News.Replace("Hi", "Hello", StringComparison.Ordinal), ("If-Match", "\"1\""));

        Assert.Equal((200, "\"1\""), (first.Status, first.Header("ETag")));
        Assert.Equal((200, "\"1\""), (same.Status, same.Header("ETag")));
        Assert.Equal((200, "\"2\""), (other.Status, other.Header("ETag")));
        Assert.Equal("version_conflict", CodeOf(await _server.PutAsync("/v1/templates/news", News, ("If-Match", "\"1\""))));
        Assert.Equal("version_conflict", CodeOf(await _server.PutAsync("/v1/templates/news", News, ("If-None-Match", "*"))));
        Assert.Equal("Hello {{ customer.name }}", (await _server.GetAsync("/v1/templates/news")).Json.GetProperty("variants")[0].GetProperty("subject").GetString());
        Assert.Equal(1, (await _server.GetAsync("/v1/templates")).Json.GetProperty("templates").GetArrayLength());
        Assert.Equal(204, (await _server.DeleteAsync("/v1/templates/news")).Status);
        Assert.Equal("template_not_found", CodeOf(await _server.DeleteAsync("/v1/templates/news")));
        Assert.Equal("\"4\"", (await _server.PutAsync("/v1/templates/news", News)).Header("ETag"));
    }

    [Theory]
    [InlineData("{% for i in (1..100000000) %}x{% endfor %}")]
    [InlineData("{% for i in (1..values.n) %}x{% endfor %}")]
    [InlineData("{% assign all = (1..2000) %}")]
    public async Task Template_with_a_range_whose_length_is_not_seen_or_too_large_is_refused(string text)
    {
        var refused = await _server.PutAsync("/v1/templates/news", JsonSerializer.Serialize(new { purpose = "service", variants = new[] { new { language = "en", subject = "S", text } } }));

        Assert.Equal((400, "variants[0].text"), (refused.Status, refused.Json.GetProperty("errors")[0].GetProperty("field").GetString()));
    }

    [Theory]
    [InlineData("{{ 1 | divided_by: 0 }}")]
    [InlineData("{{ values.n | times: values.n }}")]
    [InlineData("{% assign x = values.n %}{% for i in (1..30) %}{% assign x = x | append: x %}{% endfor %}{{ x | size }}")]
    [InlineData("{% assign x = values.n %}{% for i in (1..30) %}{% assign x = x | replace: '9', '99' %}{% endfor %}{{ x | size }}")]
    public async Task Template_that_cannot_be_filled_in_says_so_and_is_no_fault_of_the_server(string text)
    {
        Assert.Equal(200, (await _server.PutAsync("/v1/templates/news", JsonSerializer.Serialize(new { purpose = "service", variants = new[] { new { language = "en", subject = "S", text } } }))).Status);

        var preview = await _server.PostAsync("/v1/templates/news/preview", """{"customerId":"nora","values":{"n":"9999999999999999999999999"}}""");

        Assert.Equal((422, "template_fails"), (preview.Status, CodeOf(preview)));
    }

    [Fact]
    public async Task Preview_escapes_in_html_alone_and_whatever_the_template_says()
    {
        await _server.PutAsync("/v1/templates/news", News);

        var preview = (await _server.PostAsync("/v1/templates/news/preview", """{"customerId":"nora","values":{"offer":"<script>"}}""")).Json;

        Assert.Equal("Hi Nora <b>&</b> Co", preview.GetProperty("subject").GetString());
        Assert.Equal("Nora <b>&</b> Co: <script>", preview.GetProperty("text").GetString());
        Assert.Equal("<p>Nora &lt;b&gt;&amp;&lt;/b&gt; Co: &lt;script&gt;</p>", preview.GetProperty("html").GetString());
    }

    [Theory]
    [InlineData("de-AT", "de")]
    [InlineData("it", "it")]
    [InlineData("fr", "de")]
    [InlineData(null, "de")]
    public async Task Preview_is_in_the_customers_language_or_the_first_there_is_of_english_german_and_italian(string? language, string variant)
    {
        await _server.PutAsync("/v1/templates/news", """{"purpose":"service","variants":[{"language":"it","subject":"it","text":"it"},{"language":"de","subject":"de","text":"de"}]}""");
        await _server.PutAsync("/v1/customers/nora", JsonSerializer.Serialize(new { language }));

        Assert.Equal(variant, (await _server.PostAsync("/v1/templates/news/preview", """{"customerId":"nora"}""")).Json.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("""{"purpose":"service","variants":[{"language":"en","subject":"s","text":"a\nb {% if customer.name %}"}]}""", "variants[0].text", "(2:25)")]
    [InlineData("""{"purpose":"service","variants":[{"language":"en","subject":"s","text":"{{ customer.nam }}"}]}""", "variants[0].text", "there is no 'customer.nam'.")]
    [InlineData("""{"purpose":"service","variants":[{"language":"en","subject":"s","text":"t","html":"{{ nothing }}"}]}""", "variants[0].html", "there is no 'nothing'.")]
    [InlineData("""{"purpose":"service","variants":[{"language":"en","subject":"{{ customer.name | shout }}","text":"t"}]}""", "variants[0].subject", "Undefined filter 'shout'")]
    [InlineData("""{"purpose":"service","variants":[{"language":"fr","subject":"s","text":"t"}]}""", "variants[0].language", "Must be one of")]
    [InlineData("""{"purpose":"service","variants":[{"language":"en","subject":"s","text":"t"},{"language":"en","subject":"s","text":"t"}]}""", "variants[1].language", "Another variant")]
    [InlineData("""{"purpose":"service","variants":[]}""", "variants", "Must be 1 to 3")]
    [InlineData("""{"variants":[{"language":"en","subject":"s","text":"t"}]}""", "purpose", "Must be marketing")]
    public async Task Template_that_is_at_fault_is_refused_by_field_and_place(string body, string field, string message)
    {
        var answer = await _server.PutAsync("/v1/templates/news", body);

        Assert.Equal(400, answer.Status);
        var fault = answer.Json.GetProperty("errors")[0];
        Assert.Equal(field, fault.GetProperty("field").GetString());
        Assert.Contains(message, fault.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Template_is_bounded_in_bytes()
    {
        var answer = await _server.PutAsync("/v1/templates/news", $$"""{"purpose":"service","variants":[{"language":"en","subject":"s","text":"{{new string('x', 262_144)}}"}]}""");

        Assert.Equal((400, "variants"), (answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Preview_of_what_is_not_there_says_which()
    {
        await _server.PutAsync("/v1/templates/news", News);

        Assert.Equal((404, "template_not_found"), await CodeAsync("other", """{"customerId":"nora"}"""));
        Assert.Equal((404, "customer_not_found"), await CodeAsync("news", """{"customerId":"nobody"}"""));
        Assert.Equal((422, "template_fails"), await CodeAsync("news", """{"customerId":"nora"}"""));
        Assert.Equal((400, "malformed"), await CodeAsync("news", """{"customerId":""}"""));

        async Task<(int, string)> CodeAsync(string name, string body)
        {
            var answer = await _server.PostAsync($"/v1/templates/{name}/preview", body);
            return (answer.Status, CodeOf(answer));
        }
    }

    [Fact]
    public async Task Bounce_is_told_by_the_mails_id_and_shuts_the_address()
    {
        await _server.PutAsync("/v1/templates/receipt", """{"purpose":"service","variants":[{"language":"en","subject":"s","text":"t"}]}""");
        Assert.Equal(201, (await _server.PostAsync("/v1/customers/nora/messages", """{"messageId":"m1","template":"receipt"}""")).Status);
        var mailId = Engine.Mail.MailIds.Of("nora", "m1", "news@shop.example");
        var report = $$"""{"reportId":"b1","mailId":"<{{mailId}}>","kind":"hard_bounce"}""";
        Assert.Equal("message_not_sent", CodeOf(await _server.PostAsync("/v1/messages/bounces", report)));
        await _server.Engine.Customer("nora").ExecuteAsync([new Domain.Messages.MoveMessage { MessageId = "m1", Status = Domain.Messages.MessageStatus.InHand }]);

        Assert.Equal(201, (await _server.PostAsync("/v1/messages/bounces", report)).Status);
        Assert.Equal(200, (await _server.PostAsync("/v1/messages/bounces", report)).Status);

        var messages = (await _server.GetAsync("/v1/customers/nora/messages")).Json;
        Assert.Equal(("bounced", true), (messages.GetProperty("messages")[0].GetProperty("status").GetString(), messages.GetProperty("isUndeliverable").GetBoolean()));
        Assert.Equal("address_undeliverable", CodeOf(await _server.PostAsync("/v1/customers/nora/messages", """{"messageId":"m2","template":"receipt"}""")));
        Assert.Equal("malformed", CodeOf(await _server.PostAsync("/v1/messages/bounces", """{"reportId":"b2","mailId":"<somebody@else.example>","kind":"complaint"}""")));
    }

    private static string CodeOf(Answer answer) => answer.Json.GetProperty("code").GetString()!;
}
