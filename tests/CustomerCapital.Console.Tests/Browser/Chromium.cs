using Microsoft.Playwright;

namespace CustomerCapital.ConsolePages.Tests.Browser;

/// <summary>The machine's Chromium without a window, started when the first page is asked for.</summary>
public sealed class Chromium : IAsyncLifetime, IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Options =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-GB"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A browser of somebody new: its own cookies, at an address of the console.</summary>
    internal async Task<IBrowserContext> ContextAsync(Uri address, string language = "en", bool script = true, int width = 1_280)
    {
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = Options });
        return await _browser.NewContextAsync(new()
        {
            BaseURL = address.ToString(), Locale = language, JavaScriptEnabled = script, ViewportSize = new() { Width = width, Height = 900 }, ReducedMotion = ReducedMotion.Reduce,
        });
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"There is no {string.Join(", ", Names)} on the PATH; on Debian: apt-get install chromium. \"./build.sh test\" leaves these tests out where it cannot be had.");
    }
}
