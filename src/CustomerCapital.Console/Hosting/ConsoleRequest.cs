using System.Globalization;
using CustomerCapital.ConsolePages.Access;
using CustomerCapital.ConsolePages.CustomerPages;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Http;

namespace CustomerCapital.ConsolePages.Hosting;

/// <summary>A request for a page or a table: what its address says, and how to speak to who sent it.</summary>
/// <remarks>An address is typed and bookmarked by people: what cannot be read in it is passed over, as if it were not there.</remarks>
public sealed class ConsoleRequest(HttpContext context, ICustomerCapital capital)
{
    private Speech? _speech;

    /// <summary>The request.</summary>
    public HttpContext Http => context;

    /// <summary>The engine.</summary>
    public ICustomerCapital Capital => capital;

    /// <summary>Who asks; null where nobody has signed in.</summary>
    public Caller? Caller => context.Features.Get<Caller>();

    /// <summary>Whether who asks may send the forms of this page.</summary>
    public bool MaySend => Caller is { } caller && context.GetEndpoint()?.Metadata.GetMetadata<PageAccessAttribute>()?.MayBeSentBy(caller) is true;

    /// <summary>Whether who asks may do something.</summary>
    public bool May(Scope scope) => Caller?.May(scope) is true;

    /// <summary>Ends when who asked has gone.</summary>
    public CancellationToken Gone => context.RequestAborted;

    /// <summary>How to speak to who asked.</summary>
    public Speech Speech => _speech ??= new(CustomerVisit.Of(context)?.Language ?? Preferences.LanguageOf(context.Request), capital.Policy.Program.Policy, capital.Policy.Program.Calendar);

    /// <summary>The address under which this server was reached, without a slash at its end.</summary>
    public string Origin => $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";

    /// <summary>A value of the address; null where it is not there or empty.</summary>
    public string? this[string name] => context.Request.Query[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

    /// <summary>A month of the address.</summary>
    public Month? MonthOf(string name) => Domain.Program.Month.TryParse(this[name], out var month) ? month : null;

    /// <summary>A whole number of the address within bounds.</summary>
    public int Number(string name, int whenAbsent, int least, int most) =>
        int.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, least, most) : whenAbsent;

    /// <summary>A number of the address within bounds, with a point or a comma before its decimals.</summary>
    public decimal? Rational(string name, decimal least, decimal most) =>
        decimal.TryParse(this[name]?.Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    /// <summary>A local day of the address.</summary>
    public DateOnly? DayOf(string name) => DateOnly.TryParseExact(this[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>One of some words of the address; the first where none of them is there.</summary>
    public string OneOf(string name, params ReadOnlySpan<string> words)
    {
        var given = this[name];
        foreach (var word in words)
            if (word == given) return word;
        return words[0];
    }

    /// <summary>The address of this page with some of its values changed, those that are null taken out.</summary>
    public string With(params ReadOnlySpan<(string Name, string? Value)> changes) => WithAt(context.Request.Path, changes);

    /// <summary>Another address with the values of this one, some of them changed; what is said once is not said again.</summary>
    public string WithAt(string path, params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var values = context.Request.Query.Where(pair => pair.Key != Notices.Name).ToDictionary(pair => pair.Key, pair => pair.Value.FirstOrDefault());
        foreach (var (name, value) in changes) values[name] = value;
        return ConsoleAddress.Of(path, [.. values.Select(pair => (pair.Key, pair.Value))]);
    }

    /// <summary>Asks the engine.</summary>
    public Task<TAnswer> AskAsync<TAnswer>(Question<TAnswer> question) => capital.AskAsync(question, Gone);
}

/// <summary>Addresses of the console.</summary>
public static class ConsoleAddress
{
    /// <summary>Under which all of it is.</summary>
    public const string Root = "/console";

    /// <summary>An address with values, those that are null or empty left out.</summary>
    public static string Of(string path, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var address = new System.Text.StringBuilder(path);
        foreach (var (name, value) in values)
            if (!string.IsNullOrEmpty(value)) address.Append(address.Length == path.Length ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return address.ToString();
    }

    /// <summary>The page of a customer.</summary>
    public static string Customer(string customerId) => Of(Root + "/customer", ("id", customerId));

    /// <summary>The page of a campaign.</summary>
    public static string Campaign(string campaignId) => Of(Root + "/campaign", ("id", campaignId));

    /// <summary>Whether an address is one of the console's own, so that a form may lead there.</summary>
    public static bool IsOwn(string? address) =>
        address is not null && (address == Root || address.StartsWith(Root + "/", StringComparison.Ordinal) || address.StartsWith(Root + "?", StringComparison.Ordinal))
        && !address.Contains('\\', StringComparison.Ordinal) && !address.Any(char.IsControl)
        // As a browser resolves it: dots lead out of the console.
        && Uri.TryCreate("http://console" + address, UriKind.Absolute, out var resolved) && (resolved.AbsolutePath == Root || resolved.AbsolutePath.StartsWith(Root + "/", StringComparison.Ordinal));
}
