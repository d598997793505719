using System.Globalization;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Server.Demo;

/// <summary>Makes up persons. Whoever finds their own name has met a coincidence.</summary>
internal static class Persons
{
    private static readonly string[] GivenNames =
    [
        "Ada", "Alma", "Anton", "Bruno", "Carla", "Clara", "Dario", "Edda", "Elio", "Emil", "Enno", "Fabia", "Gero", "Greta", "Hanna", "Ida", "Ilja", "Ines", "Jona", "Jule",
        "Karl", "Lea", "Leon", "Livia", "Luca", "Malin", "Marco", "Mira", "Nele", "Nino", "Oda", "Otto", "Paola", "Piet", "Rosa", "Ruben", "Selma", "Silvio", "Tilda", "Vera",
    ];

    private static readonly string[] Beginnings = ["Berg", "Birk", "Eich", "Fal", "Grün", "Hasel", "Kalt", "Lind", "Mar", "Nord", "Ober", "Rot", "San", "Stein", "Tal", "Wald"];
    private static readonly string[] Ends = ["acker", "bach", "dorf", "egger", "feld", "hagen", "hof", "inger", "kamp", "mann", "moser", "rieder", "tini", "vogel"];
    private static readonly string[] Languages = ["de", "de-CH", "it", "en"];

    private static readonly string[] Streets = ["Am Markt", "Bachweg", "Gartenstraße", "Hauptstraße", "Lindenallee", "Mühlgasse", "Ringstraße", "Schulweg", "Seeweg", "Talstraße"];
    private static readonly string[] Towns = ["79999 Oberdorf", "79998 Neustadt am Bach", "79997 Altkirch", "79996 Seefeld", "79995 Waldhausen"];

    /// <summary>An address that there is not: most people have given one.</summary>
    private static string? AddressOf(string customerId)
    {
        var random = Chance.Of("address of " + customerId);
        return random.Happens(0.8) ? string.Create(CultureInfo.InvariantCulture, $"{random.Pick(Streets)} {1 + random.Next(90)}\n{random.Pick(Towns)}") : null;
    }

    public static RegisterCustomer Registration(Random random, string customerId, string channel, Money cost, DateTimeOffset at)
    {
        var (given, family) = (random.Pick(GivenNames), random.Pick(Beginnings) + random.Pick(Ends));
        return new()
        {
            Name = $"{given} {family}",
            Email = $"{given}.{family}.{customerId}@example.com".Replace("ü", "ue", StringComparison.Ordinal).ToLowerInvariant(),
            PostalAddress = AddressOf(customerId),
            Language = Languages[random.Pick([0.6, 0.1, 0.2, 0.1])],
            BirthDate = random.Happens(0.6) ? new DateOnly(1942, 1, 1).AddDays(random.Next(65 * 365)) : null,
            Consents = new(Email: random.Happens(0.7), Phone: random.Happens(0.2), Post: random.Happens(0.4)),
            AcquisitionChannel = channel,
            AcquisitionCost = cost,
            OccurredAt = at,
        };
    }
}
