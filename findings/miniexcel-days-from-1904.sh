#!/usr/bin/env bash
# MiniExcel 1.46.0 on .NET 10: a workbook says in <workbookPr date1904="1"/> that its days are counted from 1904, as those of Excel on old Macs are. One would
# expect its dates to be read as the workbook shows them. Seen: the mark is passed over, and every date is 1,462 days too early: 1 January 2025 is read as
# 2020-12-31, without an error. The same number in a workbook without the mark is read rightly.
# What follows: whoever reads dates of workbooks has to look at the mark.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > Days.csproj <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="MiniExcel" Version="1.46.0" /></ItemGroup>
</Project>
P
cat > Program.cs <<'P'
using System.IO.Compression;
using MiniExcelLibs;

// 1 January 2025, in days from 1904 and from 1900.
Console.WriteLine($"from 1904: {Read("""<workbookPr date1904="1"/>""", 44196):yyyy-MM-dd}");
Console.WriteLine($"from 1900: {Read("<workbookPr/>", 45658):yyyy-MM-dd}");

static object Read(string says, int days)
{
    const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", Package = "http://schemas.openxmlformats.org/package/2006";
    const string Kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    using var book = new MemoryStream();
    using (var archive = new ZipArchive(book, ZipArchiveMode.Create, leaveOpen: true))
    {
        Write("[Content_Types].xml", $"""<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{Kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{Kind}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Kind}.worksheet+xml"/></Types>""");
        Write("_rels/.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="a" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Write("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="{Package}/relationships"><Relationship Id="a" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{Office}/styles" Target="styles.xml"/></Relationships>""");
        Write("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Office}">{says}<sheets><sheet name="Sales" sheetId="1" r:id="a"/></sheets></workbook>""");
        Write("xl/styles.xml", $"""<styleSheet xmlns="{Main}"><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>""");
        Write("xl/worksheets/sheet1.xml", $"""<worksheet xmlns="{Main}"><sheetData><row r="1"><c r="A1" s="1"><v>{days}</v></c></row></sheetData></worksheet>""");

        void Write(string name, string text)
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write("""<?xml version="1.0"?>""" + text);
        }
    }

    return MiniExcel.Query(book, excelType: ExcelType.XLSX).Cast<IDictionary<string, object>>().Single()["A"];
}
P
dotnet build -c Release -v quiet --nologo -o out > build.log 2>&1 || { cat build.log; exit 1; }
dotnet out/Days.dll | tee seen.log
[ "$(cat seen.log)" = "$(printf 'from 1904: 2020-12-31\nfrom 1900: 2025-01-01')" ] || { echo "the behaviour is another than described" >&2; exit 1; }
