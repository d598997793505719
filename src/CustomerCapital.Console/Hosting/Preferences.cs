using CustomerCapital.ConsolePages.Language;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.ConsolePages.Hosting;

/// <summary>What a reader has chosen for all pages, kept in the reader's browser.</summary>
internal static class Preferences
{
    private const int MostCharacters = 200;

    public const string LanguageCookie = "cc-language";
    public const string ThemeCookie = "cc-theme";
    public const string NameCookie = "cc-name";

    /// <summary>Chosen names of themes; without one the browser's own wish holds.</summary>
    public static readonly string[] Themes = ["light", "dark"];

    /// <summary>The language chosen, else the one that the browser likes best.</summary>
    public static ConsoleLanguage LanguageOf(HttpRequest request) =>
        ConsoleLanguage.Of(request.Cookies[LanguageCookie]) ?? ConsoleLanguage.Preferred(request.Headers.AcceptLanguage.ToString());

    /// <summary>The theme chosen; null where none was.</summary>
    public static string? ThemeOf(HttpRequest request) => request.Cookies[ThemeCookie] is { } chosen && Themes.Contains(chosen) ? chosen : null;

    /// <summary>How the reader signs what is approved or changed; null where that was not said yet.</summary>
    public static string? NameOf(HttpRequest request) => request.Cookies[NameCookie] is { Length: > 0 and <= MostCharacters } name ? name : null;

    /// <summary>Keeps a choice for a year; forgets it where it is empty. What is no choice, or too long for a cookie, is not kept.</summary>
    public static void Keep(HttpContext context, string cookie, string? choice)
    {
        if (choice?.Length > MostCharacters) return;
        var options = new CookieOptions { Path = ConsoleAddress.Root, HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), Secure = context.Request.IsHttps, IsEssential = true };
        if (string.IsNullOrEmpty(choice)) context.Response.Cookies.Delete(cookie, options);
        else context.Response.Cookies.Append(cookie, choice, options);
    }
}
