package termsheet_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/fenrun/fenrun/policy/internal/termsheet"
)

// browser starts a Chromium that closes with the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	binary := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			binary = path
			break
		}
	}
	if binary == "" {
		t.Skip("there is no Chromium on this machine: the sheets were not looked at")
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(binary), chromedp.Headless, chromedp.DisableGPU, chromedp.NoSandbox)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// A sight is what a sheet looks like to whoever reads it.
type sight struct {
	Width, Scroll int
	Small         []string // texts that are smaller than 11 pixels
	Faint         []string // texts with less contrast than 4.5 to 1
	Cut           []string // texts that do not fit where they stand
	Outside       []string // texts of a chart that leave it
	Charts        int
}

const look = `(() => {
  const s = {Width: innerWidth, Scroll: document.documentElement.scrollWidth, Small: [], Faint: [], Cut: [], Outside: [], Charts: 0};
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = c => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => { const f = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255]; };
  for (const svg of document.querySelectorAll("svg")) {
    const b = svg.getBoundingClientRect();
    if (b.width > 100 && b.height > 50) s.Charts++;
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      if (box.left < b.left - 1 || box.right > b.right + 1 || box.bottom > b.bottom + 1) s.Outside.push(text.textContent);
    }
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
    const box = e.getBoundingClientRect();
    if (!text || !box.width || !box.height) continue;
    const style = getComputedStyle(e), drawn = e instanceof SVGElement;
    const scale = drawn ? e.getScreenCTM().a : 1;
    if (parseFloat(style.fontSize) * scale < 11) s.Small.push(text + " " + parseFloat(style.fontSize) * scale);
    const a = light(rgb(drawn ? style.fill : style.color)), b = light(ground(e));
    if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) s.Faint.push(text);
    if (!drawn && e.scrollWidth > e.clientWidth + 1 && style.display !== "inline") s.Cut.push(text);
  }
  for (const wide of document.querySelectorAll(".wide")) if (wide.scrollWidth > wide.clientWidth + 1) s.Cut.push(wide.textContent.trim().slice(0, 60));
  return s;
})()`

// Every sheet is looked at in a real browser: on a telephone and on paper's
// width, in light and in the dark. It asks for nothing.
func TestSheetsInABrowser(t *testing.T) {
	ctx := browser(t)
	var mu sync.Mutex
	var asked []string
	err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, e.Request.URL)
		}
	})
	if err == nil {
		_, err = chromedp.Call(ctx, network.Enable, network.EnableParams{})
	}
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	charts := 0
	all := policies(t)
	for n, name := range slices.Sorted(maps.Keys(all)) {
		p := all[name]
		for i, lang := range []string{"en", "zh"} {
			s, err := termsheet.New(p, termsheet.Options{Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			var page bytes.Buffer
			if err := termsheet.HTML(&page, []*termsheet.Sheet{s}); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+"."+lang+".html")
			if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			for j, width := range []int64{390, 794} {
				scheme := []string{"light", "dark"}[j]
				if i != j && n%4 > 0 {
					continue // every fourth is looked at in all ways
				}
				got := see(t, ctx, "file://"+file, width, scheme)
				at := strings.Join([]string{name, lang, scheme}, " ")
				if int64(got.Width) != width || got.Scroll > got.Width {
					t.Errorf("%s: %d pixels wide in a window of %d", at, got.Scroll, got.Width)
				}
				if len(got.Small)+len(got.Faint)+len(got.Cut)+len(got.Outside) > 0 {
					t.Errorf("%s at %d: too small %q, too faint %q, cut off %q, outside a chart %q", at, width, got.Small, got.Faint, got.Cut, got.Outside)
				}
				charts += got.Charts
			}
			mu.Lock()
			for _, url := range asked {
				if url != "file://"+file && !strings.HasPrefix(url, "data:") {
					t.Errorf("the sheet of %s asks for %s", name, url)
				}
			}
			if len(asked) == 0 {
				t.Error("no request was seen, not even of the page itself")
			}
			asked = nil
			mu.Unlock()
		}
	}
	if charts < 20 {
		t.Errorf("%d charts were seen", charts)
	}
}

func see(t *testing.T, ctx context.Context, address string, width int64, scheme string) sight {
	t.Helper()
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	if err == nil {
		err = chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(address))
	}
	if err != nil {
		t.Fatal(err)
	}
	got, err := chromedp.Run(ctx, chromedp.Evaluate[sight](look))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A sheet prints on A4, light whatever the screen is.
func TestSheetOnPaper(t *testing.T) {
	ctx := browser(t)
	var page bytes.Buffer
	if err := termsheet.HTML(&page, sheetOf(t, "zh", "helibao-2021", "", "")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "sheet.html")
	if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: "print", Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	})
	if err == nil {
		err = chromedp.Do(ctx, chromedp.EmulateViewport(680, 900), chromedp.Navigate("file://"+file))
	}
	if err != nil {
		t.Fatal(err)
	}
	ground, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		`getComputedStyle(document.body).backgroundColor + " " + (document.documentElement.scrollWidth <= innerWidth)`))
	if err != nil {
		t.Fatal(err)
	}
	if ground != "rgb(255, 255, 255) true" {
		t.Errorf("printed on %s", ground)
	}
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) || bytes.Count(pdf, []byte("/Type /Page\n"))+bytes.Count(pdf, []byte("/Type /Page ")) > 12 {
		t.Errorf("%d bytes are no sheet on paper", len(pdf))
	}
}

// The sheets of deals fit on a telephone and on paper, in both languages.
func TestDealsInABrowser(t *testing.T) {
	ctx := browser(t)
	dir := t.TempDir()
	for _, d := range deals {
		for _, lang := range []string{"en", "zh"} {
			var page bytes.Buffer
			if err := termsheet.HTML(&page, []*termsheet.Sheet{dealSheet(t, d.folder, d.agent, lang)}); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, d.name+"."+lang+".html")
			if err := os.WriteFile(file, page.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			for i, width := range []int64{390, 794} {
				got := see(t, ctx, "file://"+file, width, []string{"light", "dark"}[i])
				if int64(got.Width) != width || got.Scroll > got.Width {
					t.Errorf("%s in %s: %d pixels wide in a window of %d", d.name, lang, got.Scroll, got.Width)
				}
				if len(got.Small)+len(got.Faint)+len(got.Cut)+len(got.Outside) > 0 {
					t.Errorf("%s in %s at %d: too small %q, too faint %q, cut off %q, outside a chart %q", d.name, lang, width, got.Small, got.Faint, got.Cut, got.Outside)
				}
			}
		}
	}
}
