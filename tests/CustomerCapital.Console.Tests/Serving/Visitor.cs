using System.Net;

namespace CustomerCapital.ConsolePages.Tests.Serving;

/// <summary>Somebody with a browser without script: keeps cookies, and follows where forms lead only when told to.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient _client;

    public Visitor(Uri address, string? language = "en")
    {
        Cookies = new();
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies, AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = address };
        if (language is not null) _client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
    }

    public CookieContainer Cookies { get; }

    public async Task<Page> GetAsync(string address) => await Page.OfAsync(await _client.GetAsync(new Uri(address, UriKind.Relative)));

    public async Task<Page> PostAsync(string address, PageForm form) => await PostAsync(address, form.Content);

    public async Task<Page> PostAsync(string address, HttpContent body)
    {
        using (body) return await Page.OfAsync(await _client.PostAsync(new Uri(address, UriKind.Relative), body));
    }

    public void Dispose() => _client.Dispose();
}
