using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using CustomerCapital.Server.Databases;
using CustomerCapital.Server.Serving;
using CustomerCapital.Server.Settings;
using CustomerCapital.Server.Tests.CommandLine;

namespace CustomerCapital.Server.Tests.Serving;

public sealed partial class TelemetryTests : IDisposable
{
    private readonly ProgramRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Trace_of_a_purchase_goes_from_the_request_to_the_commit()
    {
        var ended = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "CustomerCapital" or "Microsoft.AspNetCore" || source.Name.StartsWith("Microsoft.Orleans", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var trace = ActivityTraceId.CreateRandom();
        // An endpoint where nobody listens: what cannot be sent is dropped.
        await using (var node = await StartAsync("http://127.0.0.1:9"))
        {
            using var http = new HttpClient { BaseAddress = node.Url };
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/customers/ada/purchases") { Content = JsonContent.Create(new { purchaseId = "p1", amount = "1.00" }) };
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            (await http.SendAsync(request)).EnsureSuccessStatusCode();
        }

        var spans = ended.Where(span => span.TraceId == trace).ToDictionary(span => span.SpanId);
        var way = new List<string>();
        for (var span = spans.Values.Single(span => span.OperationName == "ledger commit"); span is not null; span = spans.GetValueOrDefault(span.ParentSpanId)) way.Add(span.OperationName);
        Assert.Equal("customer turn", way[1]);
        Assert.Equal("Microsoft.AspNetCore.Hosting.HttpRequestIn", way[^1]);
        Assert.InRange(way.Count, 4, 9); // The first command of a customer goes through the grain, in a message.
    }

    [Fact]
    public async Task Metrics_that_alerts_and_dashboard_read_are_those_that_are_served()
    {
        var deploy = Path.Combine(SourceFolder(), "deploy");
        var read = Directory.EnumerateFiles(deploy, "alerts.yaml").Concat(Directory.EnumerateFiles(Path.Combine(deploy, "grafana"), "*.json"))
            .SelectMany(file => Metric().Matches(File.ReadAllText(file)).Select(match => match.Value)).ToHashSet();
        // Counters are served from their first event on; those of which there is none yet are known by their instruments.
        var known = new ConcurrentBag<string>();
        using var instruments = new MeterListener { InstrumentPublished = (instrument, _) => known.Add(instrument.Name.Replace('-', '_').Replace('.', '_') + "_total") };
        instruments.Start();
        await using var node = await StartAsync();
        using var http = new HttpClient { BaseAddress = node.Url };
        (await http.PostAsJsonAsync("v1/customers/ada/purchases", new { purchaseId = "p1", amount = "1.00" })).EnsureSuccessStatusCode();
        (await http.GetAsync("v1/metrics")).EnsureSuccessStatusCode();

        var served = await http.GetStringAsync("metrics");

        Assert.Contains("customercapital_commands_total", served, StringComparison.Ordinal);
        Assert.NotEmpty(read);
        Assert.Equal([], read.Where(name => !known.Contains(name) && !Regex.IsMatch(served, $"^{name}[{{ ]", RegexOptions.Multiline)));
    }

    private Task<Node> StartAsync(string? otlpEndpoint = null)
    {
        var settings = new ServerSettings { Database = [_run.Database], Url = "http://127.0.0.1:0", Metrics = true, Open = true, OtlpEndpoint = otlpEndpoint };
        return Node.StartAsync(settings, Database.Of(settings), TimeProvider.System, CancellationToken.None);
    }

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    [GeneratedRegex(@"\b(?:http_server|orleans|customercapital|dotnet|kestrel)_[a-z_]+\b")]
    private static partial Regex Metric();
}
