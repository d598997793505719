using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.ConsolePages.Tests.Hosting;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using CustomerCapital.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CustomerCapital.ConsolePages.Tests.Tables;

/// <summary>Nobody takes a part of a list for the whole.</summary>
public sealed class BrokenFileTests : IAsyncLifetime
{
    private Asking _asking = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _asking = await Asking.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<ICustomerCapital>(_asking.Engine);
        builder.Services.AddGateway(gateway => gateway.Open = true).AddConsole().AddSingleton<ITableSource>(new Broken("first", 1)).AddSingleton<ITableSource>(new Broken("later", 3));
        _app = builder.Build();
        _app.MapGateway(pages: pages => pages.UseConsole()).MapConsole();
        await _app.StartAsync();
        _client = new() { BaseAddress = new(_app.Urls.Single()) };
        _client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        await _asking.DisposeAsync();
    }

    [Fact]
    public async Task File_whose_first_page_cannot_be_read_is_a_page_that_says_so()
    {
        using var answer = await _client.GetAsync(new Uri("/console/csv/first", UriKind.Relative));

        Assert.Equal((503, "text/html"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Null(answer.Content.Headers.ContentDisposition);
    }

    [Fact]
    public async Task File_whose_later_page_cannot_be_read_breaks_off()
    {
        using var answer = await _client.GetAsync(new Uri("/console/csv/later", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)answer.StatusCode);

        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsByteArrayAsync());
    }

    /// <summary>A list of which a page, counted from 1, is out of reach.</summary>
    private sealed class Broken(string name, int page) : ITableSource
    {
        public string Name => name;

        public Scope Needs => Scope.ReportsRead;

        public Task<ConsoleTable> ReadAsync(ConsoleRequest ask) => throw new EngineUnavailableException("out of reach");

        public async IAsyncEnumerable<ConsoleTable> PagesAsync(ConsoleRequest ask)
        {
            for (var number = 1; number < page; number++) yield return new([new("n", "N")], [new([Cell.Of("x")])]) { PagedBy = ["after"] };
            yield return await ReadAsync(ask);
        }
    }
}
