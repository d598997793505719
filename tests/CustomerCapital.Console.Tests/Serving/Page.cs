using System.Net;
using System.Text.RegularExpressions;

namespace CustomerCapital.ConsolePages.Tests.Serving;

/// <summary>An answer of the console, read as a browser reads it.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Headers">Its headers, those of its body among them.</param>
/// <param name="Text">Its body.</param>
internal sealed partial record Page(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    /// <summary>What a reader sees of it: no tags, and characters as they are.</summary>
    public string Words => WebUtility.HtmlDecode(Blanks().Replace(Tag().Replace(Text, " "), " "));

    public string Title => WebUtility.HtmlDecode(TitleTag().Match(Text).Groups[1].Value);

    /// <summary>Every address of the console to which it leads.</summary>
    public IEnumerable<string> Links => Link().Matches(Text).Select(link => WebUtility.HtmlDecode(link.Groups[1].Value)).Distinct();

    /// <summary>Tags as they stand in it.</summary>
    public IEnumerable<string> Tags => Tag().Matches(Text).Select(tag => tag.Value);

    /// <summary>The form of a name.</summary>
    public PageForm Form(string name) =>
        PageForm.Of(Forms().Matches(Text).Select(form => form.Value).First(form => form.Contains($"name=\"_handler\" value=\"{WebUtility.HtmlEncode(name)}\"", StringComparison.Ordinal)));

    public static async Task<Page> OfAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
            return new((int)answer.StatusCode, headers, await answer.Content.ReadAsStringAsync());
        }
    }

    [GeneratedRegex("<[a-zA-Z/!][^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("<title>(.*?)</title>", RegexOptions.Singleline)]
    private static partial Regex TitleTag();

    [GeneratedRegex("""<a [^>]*?href="(/console[^"#]*)""")]
    private static partial Regex Link();

    [GeneratedRegex("<form .*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();
}

/// <summary>A form as a browser would send it: every field with what it holds.</summary>
internal sealed partial class PageForm
{
    private readonly Dictionary<string, string> _fields = [];

    public string? this[string name]
    {
        get => _fields.GetValueOrDefault(name);
        set
        {
            if (value is null) _fields.Remove(name);
            else _fields[name] = value;
        }
    }

    public FormUrlEncodedContent Content => new(_fields);

    public static PageForm Of(string html)
    {
        var form = new PageForm();
        foreach (var input in Input().Matches(html).Select(input => input.Value))
            if (Attribute(input, "name") is { } name && (Attribute(input, "type") is not ("checkbox" or "radio") || IsTicked(input))) form[name] = Attribute(input, "value") ?? (Attribute(input, "type") is "checkbox" ? "on" : "");
        foreach (Match area in Area().Matches(html)) form[Attribute(area.Value, "name")!] = WebUtility.HtmlDecode(area.Groups[1].Value);
        foreach (Match select in Select().Matches(html))
        {
            var options = Option().Matches(select.Value).Select(option => option.Value).ToList();
            if (Attribute(select.Value, "name") is { } name && options.Count > 0) form[name] = Attribute(options.FirstOrDefault(option => option.Contains(" selected", StringComparison.Ordinal)) ?? options[0], "value") ?? "";
        }

        return form;
    }

    private static bool IsTicked(string input) => input.Contains(" checked", StringComparison.Ordinal);

    private static string? Attribute(string tag, string name) => Regex.Match(tag, $"^<[a-z]+[^>]*?\\s{name}=\"([^\"]*)\"") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    [GeneratedRegex("<input [^>]*>")]
    private static partial Regex Input();

    [GeneratedRegex("<textarea [^>]*>(.*?)</textarea>", RegexOptions.Singleline)]
    private static partial Regex Area();

    [GeneratedRegex("<select .*?</select>", RegexOptions.Singleline)]
    private static partial Regex Select();

    [GeneratedRegex("<option[^>]*>")]
    private static partial Regex Option();
}
