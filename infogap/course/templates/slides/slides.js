// The largest letters with which a slide fits; what is estimated when the slides are made is not always right.
const LARGEST = 28;
const SMALLEST = 20;

function fits(slide) {
  return slide.scrollHeight <= slide.clientHeight && slide.scrollWidth <= slide.clientWidth;
}

function fit({ currentSlide: slide }) {
  for (let size = LARGEST; size >= SMALLEST; size -= 1) {
    slide.style.fontSize = `${size}px`;
    if (fits(slide)) return;
  }
}

Reveal.on("ready", fit);
Reveal.on("slidechanged", fit);
Reveal.initialize({
  width: 1280,
  height: 720,
  margin: 0,
  center: false,
  hash: true,
  slideNumber: "c/t",
  transition: "none",
  plugins: [RevealNotes],
});
