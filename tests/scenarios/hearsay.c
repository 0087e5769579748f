// SPDX-License-Identifier: GPL-2.0-or-later
// The keys "configured", "phone fetches", "other phone fetches" and "registers in clear as" become
// what a capture would have said.
#include "tests/scenarios/hearsay.h"

#include "tests/scenarios/trust_list_file.h"
#include <string.h>

static const char other_phone[] = "SEP0000000000FF";

static void tell_file(const Hearsay *hearsay, PcOverheard *overheard, const char *name,
                      PcBytes content)
{
    const PcOverheardFile file = {.name = name,
                                  .content = content,
                                  .phone = hearsay->address,
                                  .server = "10.44.255.1",
                                  .frame = 2,
                                  .time = (hearsay->time - 20) * 1000000000};
    g_autoptr(PcFetched) fetched = pc_overheard_file(overheard, &file);
    g_assert_nonnull(fetched);
}

static void tell_list(const Hearsay *hearsay, PcOverheard *overheard, const char *key,
                      const char *device)
{
    g_auto(GStrv) entries = table_words(hearsay->table, hearsay->group, key);
    if (entries[0] != NULL) {
        g_autoptr(GBytes) file = trust_list_file(hearsay->field, entries);
        g_autofree char *name = g_strconcat("ITL", device, ".tlv", NULL);
        tell_file(hearsay, overheard, name, pc_bytes_of(file));
    }
}

// What a word of "configured" puts into the file; "capf:3" is read apart.
static const struct {
    const char *word, *element;
} words_of[] = {
    {"non-secure", "<deviceSecurityMode>1</deviceSecurityMode>"},
    {"authenticated", "<deviceSecurityMode>2</deviceSecurityMode>"},
    {"encrypted", "<deviceSecurityMode>3</deviceSecurityMode>"},
    {"LSC", "<certHash>0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d</certHash>"},
    {"no-LSC", "<certHash></certHash>"},
};

static void add_word(GString *xml, const char *word)
{
    if (g_str_has_prefix(word, "capf:")) {
        g_string_append_printf(xml, "<capfAuthMode>%s</capfAuthMode>", &word[5]);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(words_of); i++) {
        if (strcmp(words_of[i].word, word) == 0) {
            g_string_append(xml, words_of[i].element);
            return;
        }
    }
    g_error("a configuration cannot say \"%s\"", word);
}

static void tell_configuration(const Hearsay *hearsay, PcOverheard *overheard)
{
    g_auto(GStrv) words = table_words(hearsay->table, hearsay->group, "configured");
    g_autoptr(GString) xml = g_string_new("<device>");
    for (char **word = words; *word != NULL; word++) {
        add_word(xml, *word);
    }
    g_string_append(xml, "</device>");
    if (words[0] != NULL) {
        g_autofree char *name = g_strconcat(hearsay->device, ".cnf.xml", NULL);
        tell_file(hearsay, overheard, name, pc_bytes(xml->str, xml->len));
    }
}

void hearsay_tell(const Hearsay *hearsay, PcOverheard *overheard)
{
    tell_list(hearsay, overheard, "phone fetches", hearsay->device);
    tell_list(hearsay, overheard, "other phone fetches", other_phone);
    tell_configuration(hearsay, overheard);
    g_autofree char *clear = table_text(hearsay->table, hearsay->group, "registers in clear as");
    if (clear != NULL) {
        const PcOverheardName name = {clear, hearsay->address, "10.44.255.1", 5060,
                                      (hearsay->time - 10) * 1000000000};
        GPtrArray *findings = pc_overheard_registers(overheard, &name);
        g_clear_pointer(&findings, g_ptr_array_unref);
    }
}
