using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Ledger.Memory;
using CustomerCapital.Server.Importing;
using CustomerCapital.Server.Importing.Control;
using CustomerCapital.Server.Importing.Formats;
using CustomerCapital.Server.Importing.Http;
using CustomerCapital.Server.Tests.CommandLine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CustomerCapital.Server.Tests.Importing.Http;

/// <summary>How long imports are kept, and how the API describes them.</summary>
[Collection(ConsoleTests.Name)]
public sealed class KeptImportsTests
{
    private static readonly JsonSerializerOptions Legible = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task An_import_that_nobody_confirms_leaves_after_its_time()
    {
        var time = new FakeTimeProvider();
        await using var engine = await InProcessHost.StartAsync(new InMemoryLedger(), new(), TimeProvider.System);
        var imports = new FileImports(new ImportLimits(), engine, time, NullLogger<FileImports>.Instance);
        var id = await TakenAsync(imports, confirmed: false, ImportState.AwaitingConfirmation);

        time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await imports.CleanAsync();
        Assert.Equal(ImportState.AwaitingConfirmation, imports.Find(id).State);

        time.Advance(TimeSpan.FromSeconds(1));
        await imports.CleanAsync();
        Assert.Equal("import_not_found", Assert.Throws<ProblemException>(() => imports.Find(id)).Problem.Code);
    }

    [Fact]
    public async Task Of_imports_that_have_ended_the_latest_can_be_asked_for_until_their_time()
    {
        var time = new FakeTimeProvider();
        await using var engine = await InProcessHost.StartAsync(new InMemoryLedger(), new(), TimeProvider.System);
        var imports = new FileImports(new ImportLimits { EndedLimit = 2 }, engine, time, NullLogger<FileImports>.Instance);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await TakenAsync(imports, confirmed: true, ImportState.Completed));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        await imports.CleanAsync();
        Assert.Equal([ids[2], ids[1]], imports.List().Select(import => import.ImportId));

        time.Advance(TimeSpan.FromHours(24));
        await imports.CleanAsync();
        Assert.Empty(imports.List());
    }

    [Fact]
    public void Limits_out_of_their_range_are_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => new FileImports(new ImportLimits { OpenLimit = 0 }, null!, TimeProvider.System, NullLogger<FileImports>.Instance));

        Assert.StartsWith("ImportLimits: The field OpenLimit must be between 1 and 1000.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_description_of_imports_is_the_golden_one_and_has_every_option_of_the_command_line()
    {
        using var program = new ProgramRun();
        await using var server = await RunningServer.StartAsync(program.File("served.db"));
        using var http = new HttpClient { BaseAddress = server.Address };
        var golden = Path.Combine(Here(), "openapi-imports.golden.json");

        var document = JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!;
        var paths = document["paths"]!.AsObject().Where(path => path.Key.StartsWith("/v1/imports", StringComparison.Ordinal)).ToDictionary(path => path.Key, path => path.Value);
        var text = JsonSerializer.Serialize(paths, Legible).ReplaceLineEndings("\n") + "\n";

        Assert.Equal(4, paths.Count);
        var parameters = paths["/v1/imports"]!["post"]!["parameters"]!.AsArray().Select(parameter => parameter!["name"]!.GetValue<string>());
        Assert.Equal([.. ImportOptions.All.Select(option => option.Name[2..]), "confirm"], parameters);
        if (Environment.GetEnvironmentVariable("RENEW_GOLDEN") == "1") await File.WriteAllTextAsync(golden, text);
        Assert.True(await File.ReadAllTextAsync(golden) == text, "The API's description has changed. Where that is meant, run the tests with RENEW_GOLDEN=1 and review the difference.");
    }

    private static async Task<string> TakenAsync(FileImports imports, bool confirmed, ImportState state)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes("customer_id,purchase_id,occurred_at,amount\nada,1,2026-02-01,10\n"));
        var received = await ReceivedFile.ReceiveAsync(request, imports.Limits, CancellationToken.None);
        var (file, format) = PurchaseFileOpening.Open(received.Input, null, new ImportFormat());
        var import = new FileImport(imports.NewId(), received, file, format, new ImportFormat(), new HashSet<Doubt>(), confirmed, imports);
        using (var place = imports.Enter()) place.Take(import);
        import.Start();
        await import.Worked;
        Assert.Equal(state, import.State);
        return import.Id;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
