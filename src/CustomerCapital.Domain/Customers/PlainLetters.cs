using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace CustomerCapital.Domain.Customers;

/// <summary>Texts in the form in which they are searched: small letters without marks, so that nobody has to type what a keyboard does not have.</summary>
/// <remarks>
/// Latin, Greek and Cyrillic letters lose what Unicode decomposes from them (Unicode Character Database, canonical decompositions), and a few letters that are not decomposed stand for
/// what is typed in their place: o for ø, ss for ß. Of other scripts, marks that are characters of their own are left out. Listed here, so that every machine says the same:
/// what the base class library normalises depends on what is installed.
/// </remarks>
internal static class PlainLetters
{
    private static readonly FrozenDictionary<char, string> Plain = Table().SelectMany(row => row.Marked, (row, marked) => KeyValuePair.Create(marked, row.Plain)).ToFrozenDictionary();

    /// <summary>A text in that form: without commas too, and with one space between words.</summary>
    public static string Of(string text) => string.Join(
        ' ', (Ascii.IsValid(text) ? text.ToLowerInvariant() : WithoutMarks(text)).Split([' ', ',', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string WithoutMarks(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // The wide forms of ASCII, as East Asian keyboards give them.
            var letter = Rune.ToLowerInvariant(rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune);
            if (Rune.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark || IsNoCharacter(letter.Value)) continue;
            if (Rune.IsWhiteSpace(letter)) plain.Append(' ');
            else if (letter.IsBmp && Plain.TryGetValue((char)letter.Value, out var other)) plain.Append(other);
            else plain.Append(letter);
        }

        return plain.ToString();
    }

    /// <remarks>The code points that Unicode leaves to programs; <see cref="SearchKeys.EndOf"/> uses the last.</remarks>
    private static bool IsNoCharacter(int codePoint) => (codePoint & 0xFFFE) == 0xFFFE || codePoint is >= 0xFDD0 and <= 0xFDEF;

    private static (string Plain, string Marked)[] Table() =>
    [
        ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
        ("ae", "æǣǽ"),
        ("b", "ḃḅḇ"),
        ("c", "çćĉċčḉ"),
        ("d", "ðďđḋḍḏḑḓ"),
        ("e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
        ("f", "ḟ"),
        ("g", "ĝğġģǧǵḡ"),
        ("h", "ĥħȟḣḥḧḩḫẖ"),
        ("i", "ìíîïĩīĭįİıǐȉȋḭḯỉị"),
        ("j", "ĵǰ"),
        ("k", "ķǩḱḳḵ"),
        ("l", "ĺļľłḷḹḻḽ"),
        ("m", "ḿṁṃ"),
        ("n", "ñńņňǹṅṇṉṋ"),
        ("o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
        ("oe", "œ"),
        ("p", "ṕṗ"),
        ("r", "ŕŗřȑȓṙṛṝṟ"),
        ("s", "śŝşšſșṡṣṥṧṩẛ"),
        ("ss", "ß"),
        ("t", "ţťŧțṫṭṯṱẗ"),
        ("th", "þ"),
        ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
        ("v", "ṽṿ"),
        ("w", "ŵẁẃẅẇẉẘ"),
        ("x", "ẋẍ"),
        ("y", "ýÿŷȳẏẙỳỵỷỹ"),
        ("z", "źżžẑẓẕ"),
        ("ʒ", "ǯ"),
        ("α", "άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ"),
        ("ε", "έἐἑἒἓἔἕὲέ"),
        ("η", "ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ"),
        ("ι", "ΐίϊἰἱἲἳἴἵἶἷὶίῐῑῒΐῖῗ"),
        ("ο", "όὀὁὂὃὄὅὸό"),
        ("ρ", "ῤῥ"),
        ("σ", "ς"),
        ("υ", "ΰϋύὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ"),
        ("ω", "ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ"),
        ("ϒ", "ϓϔ"),
        ("а", "ӑӓ"),
        ("г", "ѓ"),
        ("е", "ѐёӗ"),
        ("ж", "ӂӝ"),
        ("з", "ӟ"),
        ("и", "йѝӣӥ"),
        ("к", "ќ"),
        ("о", "ӧ"),
        ("у", "ўӯӱӳ"),
        ("ч", "ӵ"),
        ("ы", "ӹ"),
        ("э", "ӭ"),
        ("і", "ї"),
        ("ѵ", "ѷ"),
        ("ә", "ӛ"),
        ("ө", "ӫ"),
    ];
}
