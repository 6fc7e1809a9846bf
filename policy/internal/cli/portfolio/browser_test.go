package portfolio_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/fenrun/fenrun/payout"
	"github.com/fenrun/fenrun/policy"
	"github.com/fenrun/fenrun/policy/internal/cli/portfolio"
	"github.com/fenrun/fenrun/policy/internal/cli/words"
	"github.com/fenrun/fenrun/policy/run"
)

// report makes the report of an example.
func report(t *testing.T, example, period string) *run.Portfolio {
	t.Helper()
	fsys := os.DirFS("../../../../examples/" + example)
	book, diags, err := policy.CheckFiles(fsys, "policy.yaml")
	if err != nil || diags.Err() != nil {
		t.Fatal(err, diags.Err())
	}
	p, err := run.Tiers(context.Background(), book, &run.Folder{FS: fsys, Dir: "data"}, payout.NewMemory(), period, run.TierOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pageOf writes the page of a report to a file and gives its address.
func pageOf(t *testing.T, lang words.Lang, p *run.Portfolio) string {
	t.Helper()
	var out bytes.Buffer
	if err := portfolio.HTML(&out, lang, p); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return "file://" + name
}

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
		t.Skip("there is no Chromium on this machine: the page was not looked at")
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(binary), chromedp.Headless, chromedp.DisableGPU, chromedp.NoSandbox)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

// A sight is what the page looks like to whoever reads it.
type sight struct {
	Width, Scroll int      // of the window, and of what is in it
	Small         []string // texts that are smaller than 11 pixels
	Faint         []string // texts with less contrast than 4.5 to 1
	Cut           []string // texts that do not fit where they stand
	Charts        int      // drawings that have a size
}

const look = `(() => {
  const s = {Width: innerWidth, Scroll: document.documentElement.scrollWidth, Small: [], Faint: [], Cut: [], Charts: 0};
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = c => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => { const f = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255]; };
  for (const svg of document.querySelectorAll("svg")) { const b = svg.getBoundingClientRect(); if (b.width > 100 && b.height > 10) s.Charts++; }
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
  return s;
})()`

// TestPage looks at the page in a real browser: on a telephone and on a wide
// screen, in light and in the dark, in both languages.
func TestPage(t *testing.T) {
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
	for _, example := range []string{"customer-abc", "rank-ladder", "effort-score"} {
		p := report(t, example, "2026-12")
		for _, lang := range []words.Lang{words.English, words.Chinese} {
			address := pageOf(t, lang, p)
			for _, width := range []int64{360, 1200} {
				for _, scheme := range []string{"light", "dark"} {
					show(t, ctx, address, width, "", scheme)
					s, err := chromedp.Run(ctx, chromedp.Evaluate[sight](look))
					if err != nil {
						t.Fatal(err)
					}
					at := strings.Join([]string{example, string(lang), scheme}, " ")
					if int64(s.Width) != width || s.Scroll > s.Width {
						t.Errorf("%s: %d pixels wide in a window of %d", at, s.Scroll, s.Width)
					}
					if want := len(p.Figures) + 1 + len(p.Curves); s.Charts != want {
						t.Errorf("%s: %d charts, want %d", at, s.Charts, want)
					}
					if len(s.Small)+len(s.Faint)+len(s.Cut) > 0 {
						t.Errorf("%s at %d: too small %q, too faint %q, cut off %q", at, width, s.Small, s.Faint, s.Cut)
					}
				}
			}
			for _, url := range asked {
				if url != address && !strings.HasPrefix(url, "data:") {
					t.Errorf("the page asks for %s", url)
				}
			}
			if len(asked) == 0 {
				t.Error("no request was seen, not even of the page itself")
			}
			asked = nil
		}
	}
}

// show opens a page in a window of a width, for a medium and a colour scheme.
func show(t *testing.T, ctx context.Context, address string, width int64, medium, scheme string) {
	t.Helper()
	_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: medium, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	if err == nil {
		err = chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(address))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestPrinted: the page prints on A4, light whatever the screen is.
func TestPrinted(t *testing.T) {
	ctx := browser(t)
	address := pageOf(t, words.Chinese, report(t, "customer-abc", "2026-12"))
	show(t, ctx, address, 718, "print", "dark") // A4 less the margins
	ground, err := chromedp.Run(ctx, chromedp.Evaluate[string](
		`getComputedStyle(document.body).backgroundColor + " " + (document.documentElement.scrollWidth <= innerWidth)`))
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	if err != nil {
		t.Fatal(err)
	}
	if ground != "rgb(255, 255, 255) true" {
		t.Errorf("printed on %s", ground)
	}
	if !bytes.Contains(pdf, []byte("/MediaBox [0 0 594.95996 841.91998]")) && !bytes.Contains(pdf, []byte("/MediaBox [0 0 595")) {
		t.Error("the pages are not A4")
	}
}
