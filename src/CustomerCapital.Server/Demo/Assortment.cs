using CustomerCapital.Domain.Program;

namespace CustomerCapital.Server.Demo;

/// <summary>One thing that the demo's retailer sells.</summary>
internal sealed record Article(string Sku, string Category, Money Price, int UsualMost = 1);

/// <summary>What the demo's retailer sells: things for the house and the garden.</summary>
internal static class Assortment
{
    /// <summary>The articles by category.</summary>
    public static readonly IReadOnlyList<IReadOnlyList<Article>> Categories =
    [
        Category("kitchen", "KIT", 1, 6_90, 9_50, 12_00, 18_90, 24_50, 39_00, 64_00, 129_00),
        Category("garden", "GAR", 2, 3_90, 7_50, 11_90, 16_00, 29_90, 45_00, 89_00, 199_00),
        Category("linen", "LIN", 2, 8_90, 14_90, 19_90, 27_50, 34_00, 49_00, 79_00),
        Category("pantry", "PAN", 6, 2_20, 2_90, 3_40, 4_80, 5_90, 7_60, 12_50),
        Category("paper", "PAP", 4, 1_50, 2_40, 3_90, 5_50, 8_90, 14_00),
        Category("toys", "TOY", 1, 5_90, 9_90, 14_90, 22_00, 37_50, 58_00),
    ];

    private static List<Article> Category(string name, string prefix, int usualMost, params ReadOnlySpan<int> prices)
    {
        var articles = new List<Article>();
        foreach (var price in prices) articles.Add(new($"{prefix}-{101 + articles.Count}", name, new Money(price * (Money.Scale / 100)), usualMost));
        return articles;
    }
}
